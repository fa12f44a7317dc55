"""What changed in the law between two days, for the terminal: old → new beside each other, with the source of each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from transformatie.errors import Lang
from transformatie.report.listing import CONFIDENCE
from transformatie.report.numbers import Notation
from transformatie.result import LawEntry


def diff_table(rows: Sequence[LawEntry], first: date, second: date, lang: Lang, width: int) -> str:
    """One block a parameter. `rows`: as `lawbook.changes` gives them, the value before and then the value after."""
    to = Notation(lang)
    head = {
        "nl": f"Wat veranderde tussen {to.date(first)} en {to.date(second)}",
        "en": f"What changed between {to.date(first)} and {to.date(second)}",
    }[lang]
    lines = [head]
    for pair in _pairs(rows, first):
        lines += ["", *_block(*pair, to, lang, width)]
    if not rows:
        lines.append({"nl": "Niets.", "en": "Nothing."}[lang])
    return "\n".join(lines)


def _pairs(rows: Sequence[LawEntry], first: date) -> Iterator[tuple[LawEntry | None, LawEntry | None]]:
    """Old and new of each parameter; None where there was or is none."""
    by_name: dict[str, list[LawEntry]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    for found in by_name.values():
        if len(found) == 2:
            yield found[0], found[1]
        else:
            yield (None, found[0]) if found[0].in_force > first else (found[0], None)


def _block(old: LawEntry | None, new: LawEntry | None, to: Notation, lang: Lang, width: int) -> Iterator[str]:
    row = new or old
    assert row is not None
    values = [to.value(None) if r is None else to.value(r.value, r.unit) for r in (old, new)]
    if any(isinstance(r.value, list) for r in (old, new) if r) and old and new:
        values.append(_moved(old.value, new.value, lang))
    yield from textwrap.wrap(f"{getattr(row.label, lang)} ({row.name})", width)
    text = f"{values[0]} → {values[1]}" + "".join(f" ({v})" for v in values[2:])
    yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ")
    for word, r in ((("was", "was"), old), (("nu", "now"), new)):
        if r is None:
            continue
        marks = [CONFIDENCE[r.confidence][lang]]
        if r.overlay:
            marks.append({"nl": "overlay, geen recht", "en": "overlay, not law"}[lang])
        line = f"{word[lang == 'en']}: {r.source}; {to.date(r.in_force)} ({', '.join(marks)})"
        yield from textwrap.wrap(line, width, initial_indent="    ", subsequent_indent="         ")


def _moved(old: Any, new: Any, lang: Lang) -> str:
    """How many values of a list differ."""
    if not (isinstance(old, list) and isinstance(new, list)) or len(old) != len(new):
        return {"nl": "andere lijst", "en": "another list"}[lang]
    count = sum(a != b for a, b in zip(old, new, strict=True))
    return {"nl": f"{count} van {len(new)} anders", "en": f"{count} of {len(new)} differ"}[lang]
