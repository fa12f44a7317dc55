"""How sure it is and what would have to change: fans, a tornado, the levers of the best way to act, and waiting."""

from __future__ import annotations

from transformatie.explore.result import Breakeven, LeverFound, Tornado, Waiting
from transformatie.report.charts import Chart
from transformatie.report.fans import Fan, Swing, fan, tornado
from transformatie.report.phrases import WORLDS, found, trigger, verdict
from transformatie.report.view.compare import chances, explored
from transformatie.report.view.frame import (
    Block,
    Bullets,
    Cell,
    Column,
    Desk,
    Line,
    Section,
    Table,
    Text,
    cells,
)


def section(desk: Desk) -> Section | None:
    """Everything about chance and change that the result holds."""
    result, blocks = desk.result, list[Block]()
    if desk.drawn:
        blocks += [fans(desk), Text(desk.say("chance.how"), "note")]
        if not explored(desk):
            blocks.append(chances(desk))
    if result.sensitivity:
        blocks += tornados(desk, result.sensitivity.tornados)
        blocks.append(Text(desk.word(result.sensitivity.method), "note"))
    for one in result.breakeven:
        blocks += [
            Text(desk.say("chance.levers", option=desk.word(one.label)), "head"),
            Text(_standing(desk, one)),
            levers(desk, one),
        ]
    if result.waiting:
        blocks += waits(desk, result.waiting)
    return Section("chance", desk.say("chance.title"), tuple(blocks)) if blocks else None


def fans(desk: Desk) -> Chart:
    """The spread of every option and how often each is first."""
    say, to = desk.say, desk.to
    items = []
    for row in desk.rows:
        s = row.spread
        if s is None:
            continue
        p25, p75 = (s.p50 if v is None else v for v in (s.p25, s.p75))
        items.append(
            Fan(
                desk.name(row),
                s.p10,
                p25,
                s.p50,
                p75,
                s.p90,
                s.expected,
                s.chance_first,
                to.share(s.chance_first),
                row is desk.advised,
            )
        )
    legend = [("white", say("chance.p10")), ("pale", say("chance.p25")), ("hatch", say("chance.first"))]
    canvas, height = fan(items, lambda v: to.thousands(v), say("unit.thousand"), say("chance.first"), legend)
    alt = say(
        "chance.fan_alt",
        rows="; ".join(f"{i.label}: {to.euro(i.p10)} … {to.euro(i.p90)}, {i.shown}" for i in items),
    )
    return canvas.chart("fan-chart", alt, height, say("chance.fan"))


def tornados(desk: Desk, several: tuple[Tornado, ...]) -> list[Block]:
    """The tornado of what is advised; the next one where that hangs on little."""
    one = next((t for t in several if len(t.bars) > 1), None)
    if one is None:
        return []
    say, to = desk.say, desk.to
    items = [
        Swing(
            f"{desk.word(b.label)}{_explains(desk, b.variance)}",
            b.at_low,
            b.at_high,
            to.value(b.low, b.unit),
            to.value(b.high, b.unit),
        )
        for b in one.bars
    ]
    legend = [("hatch", say("chance.low_end")), ("accent", say("chance.high_end"))]
    canvas, height = tornado(items, one.value, lambda v: to.thousands(v), say("unit.thousand"), legend)
    option = desk.word(one.label)
    alt = say(
        "chance.tornado_alt",
        option=option,
        rows="; ".join(f"{i.label}: {to.euro(i.at_low)} … {to.euro(i.at_high)}" for i in items),
    )
    out: list[Block] = [canvas.chart("tornado-chart", alt, height, say("chance.tornado", option=option))]
    for of, counts in (("procedure", one.procedure), ("markets", one.markets)):
        if counts:
            named = [f"{desk.word(c.label)} {to.share(c.variance)}" for c in counts]
            out.append(Text(f"{say(f'tornado.{of}')} {'; '.join(named)}."))
    return out


def _explains(desk: Desk, share: float) -> str:
    return f" ({desk.to.share(share)})" if share >= 0.01 else ""


def _standing(desk: Desk, one: Breakeven) -> str:
    to = desk.to
    return desk.say("breakeven.head", option=desk.word(one.label), value=to.euro(one.value), passive=desk.label(one.passive),
                    passive_value=to.euro(one.passive_value), rival=desk.label(one.rival), rival_value=to.euro(one.rival_value))  # fmt: skip


def levers(desk: Desk, one: Breakeven) -> Table:
    """Where each lever turns the order; those that do nothing here are left out."""
    say = desk.say
    columns = (
        Column(say("breakeven.lever"), "wide", width="34%"),
        Column(say("breakeven.now"), width="18%"),
        *(Column(say(f"breakeven.{side}").replace("|", " "), width="24%") for side in ("equal", "first")),
    )
    lines = list[Line]()
    for world in WORLDS:
        mine = [lever for lever in one.levers if lever.world == world and _works(lever)]
        if mine:
            lines.append(Line((Cell(say(f"breakeven.{world}")), *cells("", "", "")), "head"))
            lines += [_lever(desk, lever) for lever in mine]
    return Table(
        say("chance.table", option=desk.word(one.label)),
        columns,
        tuple(lines),
        desk.word(one.note),
        name="small",
    )


def _works(lever: LeverFound) -> bool:
    return {lever.equal.status, lever.first.status} != {"no_effect"}


def _lever(desk: Desk, lever: LeverFound) -> Line:
    say, to, unit = desk.say, desk.to, lever.unit
    turns = (found(t, unit, say, to) for t in (lever.equal, lever.first))
    return Line((Cell(desk.word(lever.label), level=1), *cells(to.value(lever.now, unit), *turns)))


def waits(desk: Desk, one: Waiting) -> list[Block]:
    """Whether waiting pays, and when to act."""
    say, to = desk.say, desk.to
    lines = tuple(
        trigger(d, t, say, to) for d, t in zip(one.dates, one.triggers, strict=True) if t.level is not None
    )
    out: list[Block] = [Text(say("chance.waiting"), "head"), Text(verdict(one, say, to, desk.lang))]
    if lines:
        out += [Text(say("waiting.triggers", first=say(f"waiting.{one.first}")) + ":"), Bullets(lines)]
    return [*out, Text(desk.word(one.note), "note")]
