"""The permit: the route of each option and the timeline of one."""

from __future__ import annotations

from datetime import date

from transformatie.report.charts import Chart
from transformatie.report.drawings import Span, gantt
from transformatie.report.view.frame import Block, Cell, Column, Desk, Line, Section, Table, Text, cells
from transformatie.report.view.permit_worth import assumed, beside, body, overview
from transformatie.result import Permit, Row


def section(desk: Desk) -> Section:
    """The timeline of what is advised, or of the best row that needs a permit; then all routes."""
    say, blocks = desk.say, list[Block]()
    row = desk.advised
    if not row.permit.needed:
        blocks.append(Text(say("permit.none", option=desk.name(row), why=desk.sentence(row.permit.why))))
        row = next((r for r in desk.rows if r.permit.needed), row)
    if row.permit.needed:
        blocks += [Text(why(desk, row)), *timeline(desk, row)]
    if not row.permit_study:
        blocks.append(routes(desk))
    return Section("permit", say("permit.title"), tuple(blocks), "new")


def annex(desk: Desk) -> Section | None:
    """With chances in the body: routes, steps by law and what runs beside the permit, here."""
    studied = [r for r in desk.rows if r.permit_study]
    if not studied:
        return None
    row = desk.advised if desk.advised.permit_study else studied[0]
    found = [r.permit_study for r in studied if r.permit_study]
    chosen = next(s for s in found if s.option == row.name)
    blocks = [
        overview(desk, found),
        routes(desk),
        step_table(desk, row),
        *assumed(desk, chosen),
        beside(desk, chosen),
    ]
    return Section("permit-annex", desk.say("permit.annex"), tuple(blocks), annex=True)


def why(desk: Desk, row: Row) -> str:
    """Which route, under which law, and why."""
    p = row.permit
    named = {
        "option": desk.name(row),
        "regime": desk.say.known("regime", p.regime),
        "route": desk.say.known("route", p.route),
    }
    return f"{desk.say('permit.route', **named)} {desk.sentence(p.why)}"


def timeline(desk: Desk, row: Row) -> list[Block]:
    """Chart and table of the steps: with what each is worth, or where nothing was drawn by law alone."""
    steps = row.permit.steps
    if not steps:
        return [Text(desk.say("permit.no_steps"))]
    if row.permit_study:
        return [chart(desk, row), *body(desk, row.permit_study)]
    return [chart(desk, row), step_table(desk, row)]


def milestones(desk: Desk, permit: Permit) -> list[tuple[str, date]]:
    """The dates that matter, in order."""
    named = [
        ("application", permit.application),
        ("decided", permit.decided),
        ("in_force", permit.in_force),
        ("irrevocable", permit.irrevocable),
    ]
    return [(desk.say(f"permit.{n}"), day) for n, day in named if day]


def chart(desk: Desk, row: Row) -> Chart:
    """Statutory terms and likely durations as bars, milestones as diamonds."""
    permit, say, to = row.permit, desk.say, desk.to
    spans = [
        Span(
            desk.word(s.label),
            s.start.toordinal(),
            max(s.end, s.start).toordinal() + 0.5,
            to.date(s.end, "medium"),
            "accent" if s.statutory else "hatch",
        )
        for s in permit.steps
    ]
    marks = milestones(desk, permit)
    spans += [
        Span(words, day.toordinal(), day.toordinal(), to.date(day, "medium"), "ink") for words, day in marks
    ]
    days = [d for s in permit.steps for d in (s.start, s.end)] + [d for _, d in marks]
    spread = row.permit_study.drawn_irrevocable if row.permit_study else None
    if spread and spread.p10 and spread.p50 and spread.p90:
        low, high = spread.p10.toordinal(), spread.p90.toordinal() + 0.5
        spans.append(
            Span(say("permit.spread_row"), low, high, f"P50 {to.date(spread.p50, 'medium')}", "dots")
        )
        days += [spread.p10, spread.p90]
    ticks = [(float(d.toordinal()), to.date(d, "month")) for d in month_ticks(min(days), max(days))]
    legend = [
        ("accent", say("permit.statutory")),
        ("hatch", say("permit.likely")),
        ("diamond", say("permit.milestone")),
        *([("dots", say("permit.spread"))] if spread and spread.p50 else []),
    ]
    canvas, height = gantt(spans, ticks, legend)
    alt = say(
        "permit.chart_alt",
        option=desk.name(row),
        dates="; ".join(f"{w}: {to.date(d)}" for w, d in marks),
    )
    return canvas.chart("permit-chart", alt, height, say("permit.chart", option=desk.name(row)))


def month_ticks(first: date, last: date) -> list[date]:
    """Firsts of months that enclose two dates, at most eight or so.

    >>> [d.isoformat() for d in month_ticks(date(2026, 3, 20), date(2026, 12, 2))]
    ['2026-03-01', '2026-05-01', '2026-07-01', '2026-09-01', '2026-11-01', '2027-01-01']
    """
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if (end - start) / s <= 7)
    months = range(start, end + step, step)
    return [date(m // 12, m % 12 + 1, 1) for m in months]


def step_table(desk: Desk, row: Row) -> Table:
    """Each step with its dates; the legal end differs where the law rolls it over a weekend or holiday."""
    say, to = desk.say, desk.to
    columns = (
        Column(say("permit.step"), "wide", width="27%"),
        Column(say("permit.start"), width="12%"),
        Column(say("permit.raw_end"), width="12%"),
        Column(say("permit.legal_end"), width="12%"),
        Column(say("column.article"), "wide", width="23%"),
        Column(say("column.confidence"), "text", width="14%"),
    )
    lines = tuple(
        Line(
            cells(
                desk.word(s.label),
                to.date(s.start, "medium"),
                to.date(s.raw_end, "medium"),
                to.date(s.end, "medium"),
                desk.source(s.article) if s.article else to.value(None),
                desk.confidence(s.confidence),
            )
        )
        for s in row.permit.steps
    )
    return Table(
        say("permit.steps", option=desk.name(row)),
        columns,
        lines,
        say("permit.steps.note"),
        name="small",
        keep=len(lines) <= 16,
    )


def routes(desk: Desk) -> Table:
    """The route of each option."""
    say, to = desk.say, desk.to
    columns = (
        Column(say("column.option"), "wide", width="25%"),
        Column(say("permit.route_head"), "wide", width="19%"),
        *(
            Column(say(f"permit.{n}"), width="11.5%")
            for n in ("application", "decided", "in_force", "irrevocable")
        ),
        Column(say("permit.fees"), unit=say("unit.euro")),
    )
    lines = []
    for r in desk.rows:
        p = r.permit
        route = (
            Cell(say.known("route", p.route), below=say.known("regime", p.regime))
            if p.needed
            else Cell(say("permit.not_needed"))
        )
        days = (to.date(d, "medium") for d in (p.application, p.decided, p.in_force, p.irrevocable))
        lines.append(
            Line(
                (
                    Cell(desk.name(r)),
                    route,
                    *cells(*days, to.number(p.fees) if p.fees else to.value(None)),
                ),
                desk.weight(r),
            )
        )
    return Table(
        say("permit.routes"), columns, tuple(lines), say("permit.routes.note"), name="small", keep=True
    )
