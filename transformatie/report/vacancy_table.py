"""What `vacancy` prints: tables of the bill, the years and the options, with the sentences that belong to them."""

from __future__ import annotations

from collections.abc import Sequence

from transformatie.report import emptiness_tables as words
from transformatie.report.emptiness import Told
from transformatie.report.emptiness_tables import Grid
from transformatie.report.grid import BOLD, DIM, Pen, clean, folded, grid


def listing(told: Told, by: str | None, width: int, colour: bool, place: str) -> str:
    """The whole text. by: line, bearer, unit or year; all that matters where None."""
    pen = Pen(colour)
    out = [pen(clean(place), BOLD)]
    if told.study.overlays:
        out += folded(told.say("banner.overlay", files=", ".join(told.study.overlays)), width)
    if not told.bill.lines and told.study.treasury.why == "nothing":
        return "\n".join([*out, "", told.say("empty.nothing")]) + "\n"
    for paragraph in (told.lead(), told.treasury()) if told.bill.lines else (told.treasury(),):
        out += ["", *folded(paragraph, width)]
    for table in _grids(told, by):
        out += ["", *drawn(table, pen, width)]
    if by in (None, "line", "bearer"):
        if told.bill.foregone:
            out += ["", pen(told.say("empty.foregone"), BOLD)]
            out += [line for item in told.missed() for line in _bullet(item, width)]
        out += [""] + [line for remark in told.remarks() for line in _bullet(remark, width)]
    if by in (None, "line") and told.assumed():
        out += ["", *(pen(t, DIM) for t in folded(told.assumed(), width))]
    return "\n".join(line.rstrip() for line in out) + "\n"


def _grids(told: Told, by: str | None) -> list[Grid]:
    if by == "bearer":
        return [words.by_bearer(told)]
    if by == "unit":
        return [g for g in (words.by_unit(told), words.recomputed(told)) if g]
    if by == "year":
        return [g for g in (words.spent(told), words.by_year(told)) if g]
    return [words.matrix(told), *([] if by else [words.by_option(told)])]


def _bullet(text: str, width: int) -> list[str]:
    first, *rest = folded(text, width - 2)
    return [f"• {first}", *(f"  {line}" for line in rest)]


def drawn(table: Grid, pen: Pen, width: int) -> list[str]:
    """A table: text at the left, figures at the right."""
    texts = [i for i in range(len(table.heads)) if i == 0 or not any(_figure(row[i]) for row in table.rows)]
    lines = grid(table.heads, table.rows, width, texts, pen, table.sums)
    return [pen(table.title, BOLD), *lines, *_note(table.note, pen, width)]


def _figure(text: str) -> bool:
    return any(c.isdecimal() for c in text)


def _note(note: str, pen: Pen, width: int) -> Sequence[str]:
    return [pen(t, DIM) for t in folded(note, width)] if note else []
