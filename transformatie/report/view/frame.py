"""What a page is made of, and the desk it is written at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from transformatie.dated import CONFIDENCES
from transformatie.errors import Lang
from transformatie.report.charts import Chart
from transformatie.report.numbers import NONE, Notation
from transformatie.report.words import Say, translated, typeset
from transformatie.result import Band, Gate, Result, Row, Words

Kind = Literal["text", "number", "band", "wide", "code"]


@dataclass(frozen=True)
class Cell:
    """A cell: text, and for a band its symbol; `level` indents; `entries` stand one under another."""

    text: str
    band: str = ""
    level: int = 0
    below: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column: its heading, the unit under it, how its cells are set and its share of the width."""

    head: str
    kind: Kind = "number"
    unit: str = ""
    width: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a table; weight is plain, strong (a sum), head (of the lines below it) or chosen (what is advised)."""

    cells: tuple[Cell, ...]
    weight: Literal["plain", "strong", "head", "chosen"] = "plain"


@dataclass(frozen=True)
class Table:
    """A table; `keep` holds it on one page."""

    caption: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    note: str = ""
    name: str = ""
    keep: bool = False
    kind: str = "table"


@dataclass(frozen=True)
class Text:
    """A paragraph; manner is plain, lead, note, warning or head (a heading within the section)."""

    text: str
    manner: str = "plain"
    kind: str = "text"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    kind: str = "bullets"


@dataclass(frozen=True)
class Pairs:
    """Terms and what they say; manner is figures (large), plain or terms."""

    pairs: tuple[tuple[str, str], ...]
    manner: str = "plain"
    kind: str = "pairs"


@dataclass(frozen=True)
class Card:
    """One option: its areas, and why its gates stand as they do."""

    rank: str
    title: str
    areas: str
    points: tuple[tuple[str, Cell, str], ...]
    chosen: bool


@dataclass(frozen=True)
class Cards:
    """The options in words, one after another."""

    cards: tuple[Card, ...]
    kind: str = "cards"


@dataclass(frozen=True)
class Contents:
    """Where the list of contents stands."""

    kind: str = "contents"


@dataclass(frozen=True)
class Broad:
    """Blocks on a page of their own, sideways."""

    blocks: tuple[Table | Text, ...]
    kind: str = "broad"


Block = Broad | Table | Text | Bullets | Pairs | Cards | Chart | Contents


@dataclass(frozen=True)
class Section:
    """One numbered part of the paper. `manner`: plain, new (starts a page) or broad (all of it sideways)."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    manner: Literal["plain", "new", "broad"] = "plain"
    annex: bool = False
    number: str = ""


@dataclass(frozen=True)
class Sheet:
    """The paper in ready words."""

    lang: Lang
    title: str
    subtitle: str
    kicker: str
    day: str
    facts: Pairs
    banner: str
    running: str
    footer: str
    page: tuple[str, str]
    annex_title: str
    contents_title: str
    sections: tuple[Section, ...]


def cells(*texts: str | Cell) -> tuple[Cell, ...]:
    """Texts as cells."""
    return tuple(t if isinstance(t, Cell) else Cell(t) for t in texts)


#: The most entries that stand beside one head: a longer list repeats its head, so that a row fits a page.
ENTRIES = 12


def listing(
    caption: str,
    heads: tuple[str, str],
    groups: Mapping[Cell, Sequence[str]],
    note: str = "",
    chosen: Collection[Cell] = (),
) -> Table:
    """Entries beside what they share, such as their source: that is printed once."""
    columns = (Column(heads[0], "wide", width="36%"), Column(heads[1], "wide", width="64%"))
    lines = tuple(
        Line(
            (head, Cell("", entries=tuple(entries[i : i + ENTRIES]))), "chosen" if head in chosen else "plain"
        )
        for head, entries in groups.items()
        for i in range(0, len(entries), ENTRIES)
    )
    return Table(caption, columns, lines, note, name="small listing")


def clipped(text: str, room: int = 90) -> str:
    """A name of reasonable length; the attached result holds all of it."""
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


class Desk:
    """The result, the language, and the few things every page says in the same way."""

    def __init__(self, result: Result, lang: Lang) -> None:
        self.result, self.lang = result, lang
        self.say, self.to = Say(lang), Notation(lang)

    def word(self, words: Words) -> str:
        """The words of the result in this language."""
        return typeset(words.nl if self.lang == "nl" else words.en)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows in rank order."""
        return tuple(sorted(self.result.rows, key=lambda r: (r.rank, r.name)))

    def row(self, name: str | None) -> Row | None:
        """A row by name, or None."""
        return next((r for r in self.rows if r.name == name), None)

    def name(self, row: Row) -> str:
        """The label of a row."""
        return clipped(self.word(row.label))

    def label(self, name: str) -> str:
        """The label of a row, also of one that is not in this result."""
        row = self.row(name)
        return self.name(row) if row else self.say.known("option", name)

    @cached_property
    def advised(self) -> Row:
        """The row that is advised; the first where the advice names no row."""
        return self.row(self.result.advice.row) or self.rows[0]

    @cached_property
    def compared(self) -> tuple[Row, ...]:
        """What is advised, and holding beside it; where holding is advised, the runner-up or the next row."""
        others = [self.row("hold"), self.row(self.result.advice.runner_up), *self.rows]
        other = next((r for r in others if r and r.name != self.advised.name), None)
        return (self.advised, other) if other else (self.advised,)

    @property
    def drawn(self) -> bool:
        """Whether there are draws."""
        return any(r.spread for r in self.rows)

    def weight(self, row: Row) -> Literal["plain", "chosen"]:
        """How a row's line is set."""
        return "chosen" if row.name == self.advised.name else "plain"

    def band(self, gate: Gate, chance: bool = False, short: bool = False) -> Cell:
        """A band as symbol and word, with the share behind it where asked; `short` where there is little room."""
        below = (
            self.to.span(gate.low, gate.high)
            if chance and (gate.low is not None or gate.high is not None)
            else ""
        )
        tail = ".short" if short and gate.band == "not_assessed" else ""
        return Cell(self.say(f"band.{gate.band}{tail}"), band=gate.band, below=below)

    def amount(self, value: float | None) -> str:
        """Whole euros without sign of currency, for a table that says so in its header."""
        return NONE if value is None else self.to.number(value)

    def nil(self, value: float) -> str:
        """Thousands of euros; a dash where there is nothing at all."""
        return self.to.thousands(value) if value else NONE

    def irr(self, row: Row) -> str:
        """The internal rate of return, or that there is none, or more than one."""
        roots = row.irr.roots
        if not roots:
            return self.say("irr.none")
        return self.say("irr.several") if len(roots) > 1 else self.to.share(roots[0], 1)

    def sentence(self, words: Words) -> str:
        """Words of the result as a sentence: a capital, and a stop at the end."""
        text = self.word(words).strip()
        return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) or not text else ".")

    def source(self, text: str) -> str:
        """Where a value comes from; titles stay as they are, the words around them are in this language."""
        return typeset(self.to.dates(translated(text, self.lang)))

    def confidence(self, word: str) -> str:
        """How well a value is founded, in words."""
        return self.say.known("confidence", word)


def worst_first(confidence: str) -> int:
    """Sort key: the weakest foundation first."""
    order: Sequence[str] = CONFIDENCES
    return -order.index(confidence) if confidence in order else 1


BANDS: tuple[Band, ...] = ("green", "amber", "red", "not_assessed")
__all__ = [
    "BANDS",
    "NONE",
    "Block",
    "Broad",
    "Bullets",
    "Card",
    "Cards",
    "Cell",
    "Column",
    "Contents",
    "Desk",
    "Line",
    "Pairs",
    "Section",
    "Sheet",
    "Table",
    "Text",
    "cells",
    "clipped",
    "listing",
    "worst_first",
]
