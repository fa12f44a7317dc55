"""The table a person reads in ten seconds, then the advice and the assumptions that carry it."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable

from transformatie.errors import Lang
from transformatie.report.grid import BOLD, DIM, NARROWEST, Field, Pen, clean, columns, folded, laid
from transformatie.report.view.frame import Desk
from transformatie.report.view.front import score
from transformatie.report.view.sources import distinct
from transformatie.result import Gate, Result, Row

SIGNS = {"green": "●", "amber": "◐", "red": "○", "not_assessed": "–"}
PAINT = {"green": "32", "amber": "33", "red": "31", "not_assessed": "2"}
SHOWN = 8


def table(result: Result, lang: Lang, width: int = 100, colour: bool = False) -> str:
    """The whole text. Bands show by sign and word; colour only if asked, and never against NO_COLOR."""
    desk, pen = Desk(result, lang), Pen(colour and not os.environ.get("NO_COLOR"))
    lines = [
        *head(desk, pen, width),
        "",
        *overview(desk, pen, width),
        *unit(desk, pen, width),
        "",
        *advice(desk, pen, width),
    ]
    lines += ["", *assumptions(desk, pen, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def head(desk: Desk, pen: Pen, width: int) -> list[str]:
    """Which building, on which day, under which law."""
    meta, house = desk.result.meta, desk.result.building
    place = " · ".join(
        t for t in (clean(house.name), clean(house.municipality), desk.to.date(meta.assessed_on)) if t
    )
    lines = [pen(t, BOLD) for t in folded(place, width)]
    if meta.overlays:
        lines += [
            pen(t, BOLD) for t in folded(desk.say("banner.overlay", files=", ".join(meta.overlays)), width)
        ]
    return lines


def overview(desk: Desk, pen: Pen, width: int) -> list[str]:
    """The rows in rank order; the option's name takes the room that is left."""
    names = [
        "kan",
        "mag",
        "value",
        *(("expected", "score") if desk.drawn else ()),
        "investment",
        "irr",
        "months",
        "book",
    ]
    heads = [Field(("#",), True), Field((desk.say("terminal.option"),))]
    heads += [Field(tuple(desk.say(f"terminal.{n}").split("|")), n not in ("kan", "mag")) for n in names]
    grid = [heads, *(fields(desk, r) for r in desk.rows)]
    gap = 2 if width >= 112 else 1
    widths = [max(columns(t) for row in grid for t in row[i].lines) for i in range(len(heads))]
    widths[1] = max(NARROWEST, min(widths[1], width - sum(widths[2:]) - widths[0] - gap * (len(widths) - 1)))
    out = laid(grid[0], widths, gap, pen, DIM, bottom=True)
    out.append(pen("─" * min(width, sum(widths) + gap * (len(widths) - 1)), DIM))
    for row, line in zip(desk.rows, grid[1:], strict=True):
        line[1] = Field(folded(line[1].lines[0], widths[1]))
        out += laid(line, widths, gap, pen, BOLD if row.name == desk.advised.name else "")
    return out


def fields(desk: Desk, row: Row) -> list[Field]:
    """The cells of one row."""
    to = desk.to
    drawn = (
        [to.thousands(row.spread.expected if row.spread else None), score(desk, row)] if desk.drawn else []
    )
    numbers = [to.thousands(row.value_after_tax), *drawn, to.thousands(row.investment), desk.irr(row)]
    numbers += [to.months(row.months_to_income), to.thousands(row.book_result_first_year)]
    rank, label = Field((str(row.rank),), True), Field((clean(desk.name(row)),))
    return [
        rank,
        label,
        band(desk, row.kan),
        band(desk, row.mag),
        *(Field(tuple(textwrap.wrap(n, 9)), True) for n in numbers),
    ]


def band(desk: Desk, gate: Gate) -> Field:
    """A band as sign and word."""
    word = desk.say("band.not_assessed.short" if gate.band == "not_assessed" else f"band.{gate.band}")
    return Field((f"{SIGNS[gate.band]} {word}",), paint=PAINT[gate.band])


def unit(desk: Desk, pen: Pen, width: int) -> list[str]:
    """In what the amounts are, and by what the rows are ranked."""
    by = desk.say("terminal.by_expected" if desk.drawn else "terminal.by_value")
    text = desk.say("terminal.unit", by=by)
    if any(g.band == "not_assessed" for r in desk.rows for g in (r.kan, r.mag)):
        text += " " + desk.say("terminal.not_assessed")
    return [pen(t, DIM) for t in folded(text, width)]


def advice(desk: Desk, pen: Pen, width: int) -> list[str]:
    """The advice in one sentence."""
    word = f"{desk.say('terminal.advice')}: "
    first, *rest = folded(word + desk.word(desk.result.advice.sentence), width)
    return [pen(word.strip(), BOLD) + first[len(word) - 1 :], *rest]


def assumptions(desk: Desk, pen: Pen, width: int) -> Iterable[str]:
    """The assumptions that carry it, the weakest first."""
    every = [a for a, _ in distinct(desk)]
    if not every:
        return [desk.say("sources.none")]
    rows = []
    for a in every[:SHOWN]:
        moved = "" if a.effect is None else desk.say("terminal.effect", amount=desk.to.thousands(a.effect))
        value = clean(desk.to.value(a.value, a.unit))[:28]
        rows.append([desk.confidence(a.confidence), clean(desk.word(a.label)), value, moved])
    widths = [max(columns(r[i]) for r in rows) for i in range(4)]
    widths[1] = max(NARROWEST, min(widths[1], width - widths[0] - widths[2] - widths[3] - 6))
    out = [pen(desk.say("terminal.assumptions"), BOLD)]
    for sure, label, value, moved in rows:
        line = [Field((sure,)), Field(folded(label, widths[1])), Field((value,), True), Field((moved,), True)]
        out += laid(line, widths, 2, pen, "")
    if len(every) > SHOWN:
        out.append(pen(desk.say("terminal.more", n=desk.to.number(len(every) - SHOWN)), DIM))
    return out
