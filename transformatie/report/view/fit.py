"""Kan het: the test of each option, what would help most, the risks, and in the annex every criterion."""

from __future__ import annotations

from transformatie.kan.result import CriterionLine, Fit
from transformatie.report.charts import Chart
from transformatie.report.drawings import Segment, stacks
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
    listing,
)
from transformatie.result import Row

#: The most risks in the body, and the most ways to lift the score that are named.
RISKS, LIFTS = 18, 3
STATES = ("favourable", "unfavourable", "unknown")
STYLES = {"favourable": "accent", "unfavourable": "hatch", "unknown": "white"}


def section(desk: Desk) -> Section | None:
    """All options in one table, then the one that is advised, or the best of which something is asked."""
    if not desk.result.fits:
        return None
    blocks: list[Block] = [Text(desk.say("fit.intro")), overview(desk)]
    found = shown(desk)
    if found:
        blocks += helps(desk, found[0])
    return Section("fit", desk.say("fit.title"), tuple(blocks), "new")


def fit_of(desk: Desk, name: str) -> Fit | None:
    """The fit of an option, or None."""
    return next((f for f in desk.result.fits if f.option == name), None)


def shown(desk: Desk) -> tuple[Fit, Row] | None:
    """The advised option; where it is to sell or to hold, the best conversion, and else the first of which much is asked."""
    conversions = [r for r in desk.rows if r.name.startswith("convert")]
    for row in (desk.advised, *conversions, *desk.rows):
        found = fit_of(desk, row.name)
        if found and row.name not in ("sell_now", "hold"):
            return found, row
    return None


def overview(desk: Desk) -> Table:
    """Vetoes, score and class of each option, with the gate that follows."""
    say = desk.say
    columns = (
        Column(say("column.option"), "wide", width="25%"),
        Column(say("fit.list"), "wide", width="24%"),
        Column(say("fit.vetoes"), unit=say("fit.veto_heads"), width="8.5%"),
        Column(say("fit.score"), width="13.5%"),
        Column(say("fit.class"), "text", width="19.5%"),
        Column(say("column.kan"), "band", width="9.5%"),
    )
    lines = [
        Line(
            (
                *cells(desk.name(row), desk.word(fit.title), vetoes(desk, fit)),
                score(desk, fit),
                Cell(classes(desk, fit)),
                desk.band(row.kan, short=True),
            ),
            desk.weight(row),
        )
        for row in desk.rows
        if (fit := fit_of(desk, row.name))
    ]
    return Table(say("fit.caption"), columns, tuple(lines), say("fit.note"), name="small", keep=True)


def vetoes(desk: Desk, fit: Fit) -> str:
    """How many vetoes are met, broken and unknown."""
    count = {s: sum(x.kind == "veto" and x.state == s for x in fit.lines) for s in STATES}
    return " / ".join(desk.to.number(count[s]) for s in STATES)


def score(desk: Desk, fit: Fit) -> Cell:
    """The score on the list's own scale, from worst to best answer, and which way it counts."""
    to, say = desk.to, desk.say
    ends = [to.number(v) for v in (fit.score_if_unfavourable, fit.score_if_favourable)]
    text = ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"
    low = "" if fit.score_counts == "favourable" else say("fit.low_is_good")
    return Cell(f"{text} {say('fit.of', n=to.number(fit.highest))}", below=low)


def classes(desk: Desk, fit: Fit) -> str:
    """The class, or the classes between which it lies."""
    ends = [desk.say.known("fit.class", c) for c in (fit.label_if_unfavourable, fit.label_if_favourable)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} – {ends[1]}"


def groups(desk: Desk, fit: Fit, row: Row) -> Chart:
    """Criteria by group as stacked bars: favourable, unfavourable, unknown."""
    say = desk.say
    names = list(dict.fromkeys(head(desk, x) for x in fit.lines))
    rows = []
    for name in names:
        mine = [x for x in fit.lines if head(desk, x) == name]
        parts = [Segment(n, STYLES[s], str(n)) for s in STATES if (n := sum(x.state == s for x in mine))]
        rows.append((name, parts, str(len(mine))))
    legend = [(STYLES[s], say(f"fit.{s}")) for s in STATES]
    canvas, height = stacks(rows, legend)
    return canvas.chart("fit-chart", say("fit.chart_alt"), height, say("fit.chart", option=desk.name(row)))


def head(desk: Desk, line: CriterionLine) -> str:
    """The group of a criterion in the body: what stands before the colon, by place or building; the annex has them all."""
    group, found, _ = desk.word(line.group).partition(":")
    return f"{group}: {desk.say(f'fit.level.{line.level}')}" if found else group


def helps(desk: Desk, fit: Fit) -> list[Block]:
    """What would lift the score most, and the unanswered question that matters most."""
    say = desk.say
    lines = [x for name in fit.lifts[:LIFTS] if (x := fit.line(name))]
    asked = fit.line(fit.next_question)
    found = (
        say("fit.next", id=asked.id, question=desk.word(asked.question)) if asked else say("fit.all_answered")
    )
    blocks: list[Block] = [Text(say("fit.lifts"), "head")]
    blocks.append(Bullets(tuple(lift(desk, x) for x in lines)) if lines else Text(say("fit.no_lifts")))
    return [*blocks, Text(found)]


def lift(desk: Desk, line: CriterionLine) -> str:
    """One criterion that is unfavourable, with its remedy and what that would add."""
    return desk.say(
        "fit.lift",
        id=line.id,
        question=desk.word(line.question),
        remedy=desk.word(line.remedy),
        share=desk.to.share(line.lift, 1),
    )


def worst_first(fit: Fit) -> list[CriterionLine]:
    """What is a risk: unfavourable before unknown, vetoes before the rest, then by weight."""
    risky = [x for x in fit.lines if x.state != "favourable"]
    return sorted(
        risky, key=lambda x: (not (x.kind == "veto" and x.state == "unfavourable"), x.kind != "veto", x.state != "unfavourable", -x.lift)
    )  # fmt: skip


def risks(desk: Desk) -> Section | None:
    """The risk checklist: per risk what it is, what was found, what to do."""
    found = shown(desk)
    if not found:
        return None
    fit, row = found
    say, listed = desk.say, worst_first(fit)
    blocks: list[Block] = [Text(say("risk.intro", option=desk.name(row)))]
    if not listed:
        return Section("risks", say("risk.title"), (*blocks, Text(say("risk.none"))), annex=True)
    columns = (
        Column(say("risk.risk"), "wide", width="43%"),
        Column(say("risk.found"), "wide", width="21%"),
        Column(say("risk.todo"), "wide", width="36%"),
    )
    lines = tuple(
        Line(
            (
                Cell(
                    f"{x.id} {desk.word(x.question)}",
                    below=f"{desk.word(x.group)} · {desk.confidence(x.confidence)}",
                ),
                Cell(found_words(desk, x)),
                Cell(desk.word(x.remedy)),
            )
        )
        for x in listed[:RISKS]
    )
    more = len(listed) - RISKS
    note = say("risk.more", n=more) if more > 0 else ""
    blocks.append(Table(say("risk.caption"), columns, lines, note, name="small"))
    return Section("risks", say("risk.title"), tuple(blocks), annex=True)


def found_words(desk: Desk, line: CriterionLine) -> str:
    """What was found of a criterion, and what that rests on."""
    say = desk.say
    kind = f"{say('fit.veto')}, " if line.kind == "veto" else ""
    basis = "" if line.basis == "none" else f" ({say(f'fit.basis.{line.basis}')})"
    return f"{kind}{say(f'fit.{line.state}')}{basis}"


def annex(desk: Desk) -> Section | None:
    """Every criterion of the option shown that is not among the risks, by group, with how sure the list is."""
    found = shown(desk)
    if not found:
        return None
    fit, row = found
    say, lines = desk.say, dict[Cell, list[str]]()
    risky = worst_first(fit)[:RISKS]
    for x in fit.lines:
        if x not in risky:
            head = Cell(desk.word(x.group), below=desk.confidence(x.confidence))
            lines.setdefault(head, []).append(f"{x.id} {desk.word(x.question)} {found_words(desk, x)}")
    caption = f"{desk.name(row)}: {desk.word(fit.title)}"
    table = listing(caption, (say("fit.asked"), say("fit.question")), lines)
    blocks = (Text(say("fit.annex_intro")), groups(desk, fit, row), table)
    return Section("criteria", say("fit.annex"), blocks, annex=True)
