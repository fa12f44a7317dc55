"""The permit with its chances: what each step costs, what a month and a refusal are worth, what runs beside it."""

from __future__ import annotations

from transformatie.permit.result import PermitStep, PermitStudy
from transformatie.report.permit_sentences import sentences
from transformatie.report.view.frame import (
    Block,
    Bullets,
    Column,
    Desk,
    Line,
    Table,
    Text,
    cells,
    clipped,
)

#: Shares below which a step that comes by chance is left to the annex.
SELDOM = 0.05


def body(desk: Desk, study: PermitStudy | None) -> list[Block]:
    """The steps that count, with their chance and cost, and what time and refusal are worth."""
    if study is None:
        return []
    shown = [x for x in study.steps if x.critical or x.cost or x.paid or (x.chance or 0.0) >= SELDOM]
    return [worth(desk, study, shown), Bullets(tuple(sentences(desk.to, study)))]


def worth(desk: Desk, study: PermitStudy, steps: list[PermitStep]) -> Table:
    """Chance, median and P90 of each step, and what its time and its fees cost."""
    say, to = desk.say, desk.to
    days = ("median", "p90_short") if study.draws else ()
    columns = (
        Column(say("permit.step"), "wide", width="38%"),
        Column(say("permits.chance")),
        *(Column(say(f"permits.{n}"), width="14%") for n in days),
        Column(say("permit.cost_time"), unit=say("permit.thousand")),
        Column(say("permit.paid"), unit=say("permit.thousand")),
    )
    lines = tuple(
        Line(
            cells(
                desk.word(x.label),
                to.share(x.chance),
                *((to.date(x.median, "medium"), to.date(x.p90, "medium")) if days else ()),
                to.thousands(x.cost),
                to.thousands(x.paid) if x.paid else to.value(None),
            ),
            "strong" if x.critical else "plain",
        )
        for x in steps
    )
    note = say("permit.worth.note")
    if days:
        note = f"{say('permit.worth.draws', n=to.number(study.draws))} {note}"
    return Table(
        say("permit.worth", option=desk.word(study.label)), columns, lines, note, name="small", keep=True
    )


def assumed(desk: Desk, study: PermitStudy) -> list[Block]:
    """What the file left out."""
    what = "; ".join(desk.word(w) for w in study.assumed)
    return [Text(desk.say("permits.assumed", what=what), "note")] if what else []


def overview(desk: Desk, studies: list[PermitStudy]) -> Table:
    """One line an option: chance, days, and what a month and a refusal change."""
    say, to = desk.say, desk.to
    columns = (
        Column(say("column.option"), "wide", width="26%"),
        Column(say("permits.comes")),
        Column(say("permits.in_time")),
        *(Column(say("permit.irrevocable"), unit=f"P{q}", width="12%") for q in (10, 50, 90)),
        Column(say("permits.month"), unit=say("permit.thousand")),
        Column(say("permit.start_later"), unit=say("permit.thousand")),
        Column(say("permits.refusal"), unit=say("permit.thousand")),
    )
    lines = tuple(
        Line(
            cells(
                clipped(desk.word(s.label)),
                to.share(s.chance_comes),
                to.share(s.chance_by_deadline),
                *(
                    to.date(d, "medium")
                    for d in (s.drawn_irrevocable.p10, s.drawn_irrevocable.p50, s.drawn_irrevocable.p90)
                ),
                to.thousands(s.month_later),
                to.thousands(s.start_month_later),
                to.thousands(-s.refusal_cost),
            )
        )
        for s in studies
    )
    return Table(say("permit.overview"), columns, lines, say("permit.overview.note"), name="small", keep=True)


def beside(desk: Desk, study: PermitStudy) -> Table:
    """The side procedures."""
    say, to = desk.say, desk.to
    columns = (
        Column(say("permits.side"), "wide", width="25%"),
        Column(say("permit.expected_end"), width="13%"),
        Column(say("permit.latest_end"), width="13%"),
        Column(say("permit.note"), "wide", width="31%"),
        Column(say("column.article"), "wide", width="18%"),
    )
    lines = tuple(
        Line(
            cells(
                desk.word(x.label),
                to.date(x.end, "medium"),
                to.date(x.latest, "medium"),
                desk.word(x.note),
                desk.source(x.article) if x.article else to.value(None),
            )
        )
        for x in study.side
    )
    return Table(say("permit.beside", option=desk.word(study.label)), columns, lines, name="small")
