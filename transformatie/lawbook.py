"""The law of a day, and what changed between two days, as rows for people and for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from transformatie.dated import Entry, Law
from transformatie.errors import LawError
from transformatie.law import law_tables
from transformatie.result import LawEntry, Words


def _law(on: date, known_on: date | None, overlays: Sequence[Path]) -> Law:
    tables = law_tables()
    for path in overlays:
        tables = tables.with_overlay(path)
    return Law(tables, known_on or on, on)


def in_force_on(on: date, known_on: date, overlays: Sequence[Path] = (), prefix: str = "") -> list[LawEntry]:
    """Every parameter of the law on a day, in order of name; what was not known or not in force is left out."""
    book = _law(on, known_on, overlays)
    return [
        _row(book, name, entry, on)
        for name in book.tables.names(prefix)
        if (entry := _entry(book, name)) is not None
    ]


def changes(
    first: date, second: date, known_on: date | None, overlays: Sequence[Path] = (), prefix: str = ""
) -> list[LawEntry]:
    """What differs between two days: for each parameter that changed, the value before and the value after."""
    before, after = _law(first, known_on or second, overlays), _law(second, known_on or second, overlays)
    rows = []
    for name in after.tables.names(prefix):
        old, new = _entry(before, name), _entry(after, name)
        values = [None if e is None else (e.value, e.low, e.mid, e.high) for e in (old, new)]
        if values[0] != values[1]:
            rows += [
                _row(book, name, e, day)
                for book, e, day in ((before, old, first), (after, new, second))
                if e is not None
            ]
    return rows


def _entry(book: Law, name: str) -> Entry | None:
    try:
        return book.entry(name)
    except LawError:
        return None


def _row(book: Law, name: str, entry: Entry, on: date) -> LawEntry:
    parameter = book.tables.parameters[name]
    return LawEntry(name=name, label=Words(nl=parameter.label.nl, en=parameter.label.en), unit=parameter.unit, value=entry.central, in_force=entry.from_,
                    source=book.source_line(entry), confidence=entry.confidence, carried_forward=book.carried(name, on), overlay=entry.overlay)  # fmt: skip
