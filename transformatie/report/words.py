"""The words of the report, in Dutch and English, from one file: `words.yaml`."""

from __future__ import annotations

import re
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


@cache
def phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """What the tables of sources say in English, as one pattern of whole words, and the Dutch for each."""
    text = files("transformatie.report").joinpath("sources.yaml").read_text(encoding="utf-8")
    dutch: dict[str, str] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    longest_first = sorted(dutch, key=lambda words: (-len(words), words))
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"), dutch


@cache
def translated(text: str, lang: Lang) -> str:
    """A source in the language of the reader: English as the tables have it, or Dutch.

    >>> translated("art. 16.64(1) Ow, Mondaq, on terms under the Omgevingswet", "nl")
    'art. 16.64(1) Ow, Mondaq, over termijnen onder de Omgevingswet'
    """
    pattern, dutch = phrases()
    return text if lang == "en" else pattern.sub(lambda found: dutch[found.group()], text)


#: What the tables and the result write plainly, and how it is set: square metres, carbon, percentages, amounts that do not break.
SET = tuple(
    (re.compile(plain), set_)
    for plain, set_ in (
        (r"(?<![\w.])m2(?!\w)", "m²"),
        (r"(?<![\w.])CO2(?=e?\b)", "CO₂"),
        (r"(?<=\d) %", "%"),
        (r"(?<=\d) (?=(?:mln|km|m²|m|dB)(?!\w))", "\u00a0"),
        (r"€ (?=[−\d])", "€\u00a0"),
    )
)


@cache
def typeset(text: str) -> str:
    """A text of the tables or the result as it is printed.

    >>> typeset("80 % kans; bouwkosten per m2 BVO")
    '80% kans; bouwkosten per m² BVO'
    """
    for plain, set_ in SET:
        text = plain.sub(set_, text)
    return text


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
