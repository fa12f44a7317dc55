"""The words of the report, in Dutch and English, from one file: `words.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from transformatie.errors import Lang, ReportError


@cache
def table() -> dict[str, dict[Lang, str]]:
    """All words: key → language → text."""
    text = files("transformatie.report").joinpath("words.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[Lang, str]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return words


class Say:
    """Words by key in one language; `{name}` in a text is filled in.

    >>> Say("nl")("band.green"), Say("en")("band.green")
    ('ja', 'yes')
    """

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key; an unknown key or a missing value is a fault of ours."""
        try:
            text = table()[key][self.lang]
            return text.format(**values) if values else text
        except (KeyError, IndexError) as error:
            raise ReportError(f"words.yaml: {key} ({self.lang}): {error}") from error

    def known(self, chapter: str, word: str) -> str:
        """The text of `chapter.word` where there is one, else the word itself with spaces for underscores."""
        found = table().get(f"{chapter}.{word}")
        return found[self.lang] if found else word.replace("_", " ")
