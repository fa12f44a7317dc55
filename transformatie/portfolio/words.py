"""The words of the portfolio in two languages, from one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from transformatie.errors import Lang, ReportError
from transformatie.options import options


@cache
def table() -> Mapping[str, Any]:
    """All words: chapter → key → language → text."""
    text = files("transformatie.portfolio").joinpath("words.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    return found


class Words:
    """Words by key in one language.

    >>> Words("nl").column("gross_area"), Words("en")("refused")
    ('BVO', 'row refused')
    """

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key; what stands in braces is filled in."""
        try:
            text: str = table()["words"][key][self.lang]
        except KeyError as error:
            raise ReportError(f"portfolio/words.yaml: {key} ({self.lang})") from error
        return text.format(**values) if values else text

    def column(self, name: str) -> str:
        """The heading of a column of results."""
        found = table()["columns"].get(name)
        return str(found[self.lang]) if found else name

    def either(self, key: str) -> str:
        """The text of a key, or the heading of a column of that name."""
        return self(key) if key in table()["words"] else self.column(key)

    def option(self, name: str) -> str:
        """The name of an option."""
        label = options().by_name[name].label
        return label.nl if self.lang == "nl" else label.en


def word_of(lang: Lang) -> Callable[[str], str]:
    """Words by key."""
    return Words(lang)
