"""The building as it stands: facts, leases, what stands empty, what it is on the books for."""

from __future__ import annotations

from collections.abc import Sequence

from transformatie.report.charts import Chart
from transformatie.report.drawings import Segment, stacks
from transformatie.report.view.frame import (
    Block,
    Cell,
    Column,
    Contents,
    Desk,
    Line,
    Pairs,
    Section,
    Table,
    Text,
    cells,
    clipped,
)

#: The facts that stand in the body; the others are in the annex.
KEY = ("gross_area", "built", "renewed", "vacant_years", "parking_places", "rate_after_tax")


def section(desk: Desk) -> Section:
    """Contents, then building and vacancy."""
    say, building = desk.say, desk.result.building
    blocks: list[Block] = [
        Text(
            say("building.intro", place=building.municipality, owner=say.known("owner", building.owner_kind))
        )
    ]
    blocks += [
        occupied(desk),
        leases(desk),
        Pairs(values(desk), "figures"),
        Text(say("building.values_note"), "note"),
        facts(desk, KEY),
    ]
    if desk.result.notional_yield:
        fact = desk.result.notional_yield
        text = say(
            "building.notional", label=desk.word(fact.label), value=desk.to.value(fact.value, fact.unit)
        )
        blocks.append(Text(text, "note"))
    return Section("building", say("building.title"), tuple(blocks))


def annex(desk: Desk) -> Section:
    """The terms of the trade, and the facts that are not in the body."""
    say, rest = desk.say, tuple(f.name for f in desk.result.building.facts if f.name not in KEY)
    blocks = (Text(say("terms.title"), "head"), terms(desk), facts(desk, rest))
    return Section("facts", say("building.facts_annex"), blocks, annex=True)


def contents(desk: Desk) -> Section:
    """A page begins with the list of contents."""
    return Section("contents", desk.say("contents.title"), (Contents(),))


def occupied(desk: Desk) -> Chart:
    """Let and empty, to scale."""
    building, say, to = desk.result.building, desk.say, desk.to
    let, empty = (to.value(v, "m2") for v in (building.let_area, building.vacant_area))
    parts = [Segment(building.let_area, "accent", let), Segment(building.vacant_area, "hatch", empty)]
    total = next(
        (
            to.value(f.value, "m2")
            for f in building.facts
            if f.name.endswith(("lettable_area", "lettable_floor_area"))
        ),
        "",
    )
    legend = [("accent", say("building.let")), ("hatch", say("building.empty"))]
    canvas, height = stacks([(say("building.lettable"), parts, total)], legend)
    return canvas.chart(
        "let-chart", say("building.occupied_alt", let=let, empty=empty), height, say("building.occupied")
    )


def leases(desk: Desk) -> Table | Text:
    """The leases in force, or that there are none."""
    say, to, building = desk.say, desk.to, desk.result.building
    if not building.leases:
        return Text(say("building.no_leases"))
    yearly = say("unit.eur_year")
    columns = (
        Column(say("lease.tenant"), "wide", width="29%"),
        Column(say("lease.area"), unit=to.unit("m2")),
        Column(say("lease.rent"), unit=f"€ {to.unit('EUR/m2/yr')}"),
        Column(say("lease.headline"), unit=yearly),
        Column(say("lease.effective"), unit=yearly),
        Column(say("lease.start"), width="13%"),
        Column(say("lease.end"), width="13%"),
    )
    lines = tuple(
        Line(
            cells(
                clipped(x.tenant),
                to.number(x.area),
                to.number(x.rent_per_m2, 2, 2),
                to.number(x.headline_rent),
                to.number(x.effective_rent),
                to.date(x.start, "medium"),
                to.date(x.end, "medium"),
            )
        )
        for x in building.leases
    )
    return Table(say("lease.caption"), columns, lines, say("lease.note"), keep=len(lines) <= 14)


def values(desk: Desk) -> tuple[tuple[str, str], ...]:
    """What the building is on the books for, and what the municipality thinks."""
    b, say, to = desk.result.building, desk.say, desk.to
    return (
        (say("building.fiscal"), to.euro(b.book_value_fiscal)),
        (say("building.commercial"), to.euro(b.book_value_commercial)),
        (say("building.woz", year=b.woz_year), to.euro(b.woz)),
    )


def facts(desk: Desk, names: Sequence[str]) -> Table:
    """What is known of the building, and from where: the facts of these names."""
    say, to = desk.say, desk.to
    columns = (
        Column(say("column.fact"), "wide", width="34%"),
        Column(say("column.what"), "wide", width="20%"),
        Column(say("column.source"), "wide", width="28%"),
        Column(say("column.confidence"), "text", width="18%"),
    )
    lines = tuple(
        Line(
            cells(
                desk.word(f.label),
                Cell(to.value(f.value, f.unit)),
                clipped(desk.source(f.source)),
                desk.confidence(f.confidence),
            )
        )
        for f in desk.result.building.facts
        if f.name in names
    )
    return Table(say("building.facts"), columns, lines, name="small")


def terms(desk: Desk) -> Pairs:
    """Each term of the trade, once."""
    names = (
        "value",
        "irr",
        "book_value",
        "woz",
        "floor",
        "impact",
        "headline",
        "irrevocable",
        "areas",
        "exit",
    )
    return Pairs(tuple((desk.say(f"term.{n}"), desk.say(f"term.{n}.text")) for n in names), "terms")
