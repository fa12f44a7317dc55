"""The dwelling programme: what fits, floor plans, rents under the law, what earns most; and carbon beside money."""

from __future__ import annotations

from transformatie.kan.result import Candidate, DwellingType, FloorDrawing, ProgrammeResult
from transformatie.report.charts import Chart
from transformatie.report.kan_text import law_sentences, sentences
from transformatie.report.numbers import NONE
from transformatie.report.plan_drawing import letter, plan
from transformatie.report.view.frame import Block, Cell, Column, Desk, Line, Section, Table, Text, cells
from transformatie.result import Row

CANDIDATES = 5


def section(desk: Desk) -> Section | None:
    """The programme of the advised option, or of the best that makes dwellings in the building."""
    row = shown(desk)
    if row is None or row.programme is None:
        return None
    found = row.programme
    blocks: list[Block] = [Text(" ".join(sentences(desk.say, desk.to, found)))]
    blocks += ([] if better(desk, found) else plans(desk, found, "own"))[:1]
    blocks += [types(desk, letting(desk, row)), *law(desk, letting(desk, row)), *optimum(desk, found)]
    return Section("programme", desk.say("programme.title"), tuple(blocks))


def shown(desk: Desk) -> Row | None:
    """The row whose programme is shown: of what is advised, or the best one with floor plans, or with dwellings."""
    with_dwellings = [r for r in (desk.advised, *desk.rows) if r.programme and r.programme.dwellings]
    drawn = [r for r in with_dwellings if r.programme and r.programme.floors]
    return next(iter([*drawn, *with_dwellings]), None)


def letting(desk: Desk, row: Row) -> Row:
    """The row whose rents are shown: this one, or the first that lets the same dwellings."""
    lets = [r for r in desk.rows if r.rent_law and r.programme and not r.then]
    return row if row.rent_law else next(iter(sorted(lets, key=lambda r: r.name != "convert_let")), row)


def plans(desk: Desk, p: ProgrammeResult, what: str) -> list[Chart]:
    """A drawing of each kind of storey."""
    return [
        drawing(desk, p, floor, f"{what}-{i}", desk.say(f"programme.{what}"))
        for i, floor in enumerate(p.floors)
    ]


def drawing(desk: Desk, p: ProgrammeResult, floor: FloorDrawing, name: str, what: str) -> Chart:
    """One floor plan with its measures."""
    say, to = desk.say, desk.to
    words = {k: say(f"programme.{k}") for k in ("dwelling", "corridor", "core", "edge")}
    words["dark"] = say("programme.dark_area")
    canvas, height = plan(
        floor, lambda v: to.value(round(v, 1), "m"), lambda v: to.value(round(v), "m2"), words, p.wall_share
    )
    count = sum(r.kind == "dwelling" for r in floor.rects)
    caption = say(
        "programme.plan",
        n=floor.storeys,
        length=to.value(round(floor.length, 1), "m"),
        depth=to.value(round(floor.depth, 1), "m"),
        what=what,
    )
    return canvas.chart(f"plan-{name}", say("programme.plan_alt", n=count), height, caption)


def types(desk: Desk, row: Row) -> Table:
    """Each type of dwelling, with its points, maximum rent and what is asked."""
    say, to = desk.say, desk.to
    found = row.programme.types if row.programme else ()
    columns = (
        Column(say("programme.type"), "text"),
        Column(say("programme.number")),
        Column(say("programme.area"), unit=to.unit("m2")),
        Column(say("programme.outdoor"), unit=to.unit("m2")),
        Column(say("programme.points")),
        Column(say("programme.segment"), "text"),
        Column(say("programme.market")),
        Column(say("programme.cap")),
        Column(say("programme.asked")),
    )
    lines = tuple(Line(type_cells(desk, i, t)) for i, t in enumerate(found))
    until = row.rent_law.surcharge_until if row.rent_law else None
    note = say("programme.rent_note", until=to.date(until)) if until else say("programme.rent_note_none")
    modelled = row.rent_law is not None and row.rent_law.modelled
    return Table(
        say("programme.types", option=desk.name(row)),
        columns,
        lines,
        note if modelled else "",
        name="small",
        keep=True,
    )


def type_cells(desk: Desk, i: int, t: DwellingType) -> tuple[Cell, ...]:
    """The cells of one type; a dash where rent law sets nothing."""
    to = desk.to

    def money(v: float | None) -> str:
        return NONE if v is None else to.number(v)

    cap = desk.say("segment.free") if t.segment == "free" and t.cap is None else money(t.cap)
    return cells(
        letter(i),
        to.number(t.number),
        to.number(t.area, 1),
        to.number(t.outdoor_area, 1),
        money(t.points),
        desk.say(f"segment.{t.segment}") if t.segment else NONE,
        money(t.market_rent),
        cap,
        money(t.rent),
    )


def law(desk: Desk, row: Row) -> list[Block]:
    """What rent law does to the rents, in words."""
    found = row.rent_law
    if found is None:
        return []
    return [Text(" ".join([desk.word(found.note), *law_sentences(desk.say, desk.to, found)]))]


def optimum(desk: Desk, present: ProgrammeResult) -> list[Block]:
    """The programme that earns most, its floor plan, and the runners-up."""
    found, say, to = desk.result.optimum, desk.say, desk.to
    if found is None:
        return []
    if found.best is None:
        return [Text(say("programme.optimum_none", tried=to.number(found.tried)))]
    best = found.best
    gain = best.value_after_tax - (found.own_value or 0.0)
    text = say(
        "programme.optimum",
        tried=to.number(found.tried),
        able=to.number(found.able),
        what=f"{desk.label(best.option)}, {mix(desk, best)}",
        value=to.euro(best.value_after_tax),
        gain=to.euro(gain),
    )
    blocks: list[Block] = [Text(text)]
    better_one = better(desk, present)
    return [*blocks, *plans(desk, better_one, "best")[:1]] if better_one else blocks


def better(desk: Desk, present: ProgrammeResult) -> ProgrammeResult | None:
    """The programme that earns most, where it can be drawn and is not the present one."""
    found = desk.result.optimum.programme if desk.result.optimum else None
    return found if found and found.floors and found.types != present.types else None


def annex(desk: Desk) -> Section | None:
    """The floor plans that are not in the body, the programmes that earn most, and the emissions of every option."""
    row, found = shown(desk), desk.result.optimum
    blocks: list[Block] = list(rest(desk, row.programme) if row and row.programme else [])
    if found and found.shown:
        blocks.append(candidates(desk, found.shown))
    blocks += carbon(desk)
    return Section("carbon", desk.say("carbon.title"), tuple(blocks), annex=True) if blocks else None


def rest(desk: Desk, present: ProgrammeResult) -> list[Chart]:
    """The floor plans that the body leaves out."""
    best = better(desk, present)
    own = plans(desk, present, "own")
    return [*own, *plans(desk, best, "best")[1:]] if best else own[1:]


def mix(desk: Desk, c: Candidate) -> str:
    """A mix in words: numbers, sizes and segments."""
    to = desk.to
    return " + ".join(
        f"{to.number(t.number)} × {to.value(round(t.area), 'm2')}"
        + (f" ({desk.say(f'segment.{t.segment}')})" if t.points is not None else "")
        for t in c.types
    )


def candidates(desk: Desk, shown: tuple[Candidate, ...]) -> Table:
    """The programmes that earn most."""
    say, to = desk.say, desk.to
    columns = (
        Column(say("column.option"), "wide", width="27%"),
        Column(say("programme.mix"), "wide", width="35%"),
        Column(say("programme.label"), "text", width="7%"),
        Column(say("programme.outdoor"), unit=to.unit("m2"), width="9%"),
        Column(say("programme.number"), width="8%"),
        Column(say("column.value"), unit=say("unit.euro"), width="14%"),
    )
    lines = tuple(
        Line(
            cells(
                desk.label(c.option),
                mix(desk, c),
                c.label,
                to.number(c.outdoor_area),
                to.number(c.dwellings),
                to.number(c.value_after_tax),
            )
        )
        for c in shown[:CANDIDATES]
    )
    return Table(
        say("programme.candidates"), columns, lines, say("programme.candidates_note"), name="small", keep=True
    )


def carbon(desk: Desk) -> list[Block]:
    """Emissions of each option beside, and never in, its value."""
    say, to = desk.say, desk.to
    rows = [r for r in desk.rows if r.carbon]
    if not rows:
        return []
    columns = (
        Column(say("column.option"), "wide", width="34%"),
        Column(say("carbon.embodied")),
        Column(say("carbon.range")),
        Column(say("carbon.operational")),
        Column(say("carbon.total")),
        Column(say("column.confidence"), "text"),
    )

    def tonnes(v: float) -> str:
        return to.thousands(v)

    lines = []
    for r in rows:
        c = r.carbon
        if c is None:
            continue
        span = f"{tonnes(c.embodied_low)}–{tonnes(c.embodied_high)}" if c.embodied_high else NONE
        amounts = (tonnes(c.embodied) if c.embodied else NONE, span, tonnes(c.operational), tonnes(c.total))
        lines.append(Line(cells(desk.name(r), *amounts, desk.confidence(c.confidence)), desk.weight(r)))
    table = Table(say("carbon.caption"), columns, tuple(lines), say("carbon.note"), name="small", keep=True)
    return [Text(say("carbon.intro")), table]
