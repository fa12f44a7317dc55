"""The errors a user can meet, and the words for them.

Errors are collected and then shown at once; each problem says where it stands, what was read, what is
allowed and, for a misspelt word, the nearest known one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Lang = Literal["nl", "en"]

#: Exit codes of the command line.
EXIT_DONE, EXIT_FAILED, EXIT_INPUT, EXIT_SYSTEM = 0, 1, 2, 3


class TransformatieError(Exception):
    """Base of every error this package raises on purpose."""

    def text(self, lang: Lang = "en") -> str:
        """The message in the language of the reader."""
        return str(self)


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in an input: where it stands, what was read and what would be right."""

    file: str
    line: int
    where: str
    read: str
    allowed_nl: str
    allowed_en: str
    nearest: str | None = None

    def text(self, lang: Lang) -> str:
        """One line, `file:line: where: read …; allowed …`."""
        words = {"nl": ("gelezen", "toegestaan", "bedoelt u"), "en": ("read", "allowed", "did you mean")}[
            lang
        ]
        allowed = self.allowed_nl if lang == "nl" else self.allowed_en
        hint = f" ({words[2]} '{self.nearest}'?)" if self.nearest else ""
        return f"{self.file}:{self.line}: {self.where}: {words[0]} {self.read}; {words[1]}: {allowed}{hint}"


class InputError(TransformatieError):
    """All mistakes of one input together."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(p.text("en") for p in self.problems))

    def text(self, lang: Lang = "en") -> str:
        """All problems, one a line, in order of file and line."""
        return "\n".join(p.text(lang) for p in self.problems)


class LawError(TransformatieError):
    """The law or a market table holds no value for what was asked: names table and date."""

    def __init__(self, table: str, on: object, reason_nl: str = "", reason_en: str = "") -> None:
        self.table, self.on = table, on
        self.reason = {"nl": reason_nl or "geen waarde bekend", "en": reason_en or "no value known"}
        super().__init__(self.text("en"))

    def text(self, lang: Lang = "en") -> str:
        """Table, date, and what is missing."""
        on = {"nl": "op", "en": "on"}[lang]
        return f"{self.table} {on} {self.on}: {self.reason[lang]}"


class ReportError(TransformatieError):
    """The report could not be made as it should be (a missing font, a template that fails)."""


class SystemLibraryError(TransformatieError):
    """A library of the operating system is missing; everything but the PDF still works."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None where nothing is like it."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None
