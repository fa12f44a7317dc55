"""Assumptions, sources, law entries, the sum behind the figure, and what the paper is not."""

from __future__ import annotations

from collections.abc import Iterable

from transformatie.report.view.frame import (
    Block,
    Bullets,
    Cell,
    Column,
    Desk,
    Line,
    Pairs,
    Section,
    Table,
    Text,
    cells,
    clipped,
    listing,
    worst_first,
)
from transformatie.result import Assumption, Explained

IN_BODY, EXPLAINED_BODY, EXPLAINED_ANNEX = 7, 5, 240
CARRIED = " →"


def ordered(assumptions: Iterable[Assumption]) -> list[Assumption]:
    """Worst confidence first; within it, what moves the value most."""
    return sorted(assumptions, key=lambda a: (worst_first(a.confidence), -abs(a.effect or 0.0), a.name))


def distinct(desk: Desk) -> list[tuple[Assumption, str]]:
    """The same assumption for several options once, with the option it is for."""
    found: dict[tuple[object, ...], tuple[Assumption, list[str]]] = {}
    for a in ordered(desk.result.assumptions):
        key = (a.label, repr(a.value), a.unit, a.low, a.high, a.source, a.confidence)
        option = desk.row(a.name.split(".")[0])
        found.setdefault(key, (a, []))[1].extend([desk.name(option)] if option else [])
    several = desk.say("sources.several")
    return [(a, several if len(options) > 1 else "".join(options)) for a, options in found.values()]


def assumption_table(desk: Desk, chosen: list[tuple[Assumption, str]], caption: str) -> Table:
    """Assumptions with their range, what they move, and where they come from."""
    say, to = desk.say, desk.to
    moves = any(a.effect is not None for a, _ in chosen)
    columns = [
        Column(say("column.assumption"), "wide", width="26%"),
        Column(say("column.what"), width="14%"),
        Column(say("column.range"), width="14%"),
        Column(say("column.confidence"), "text", width="13%"),
        Column(say("column.source"), "wide"),
    ]
    if moves:
        columns.insert(3, Column(say("column.effect"), unit=say("unit.thousand"), width="9%"))
    lines = []
    for a, option in chosen:
        row = [
            Cell(desk.word(a.label), below=option),
            *cells(
                to.value(a.value, a.unit), to.interval(a.low, a.high, a.unit), desk.confidence(a.confidence)
            ),
            Cell(clipped(desk.source(a.source), 160)),
        ]
        if moves:
            row.insert(3, Cell(to.thousands(a.effect)))
        lines.append(Line(tuple(row)))
    return Table(caption, tuple(columns), tuple(lines), name="small")


def assumptions(desk: Desk) -> Section:
    """What was not given, worst founded first."""
    say, every = desk.say, distinct(desk)
    blocks: list[Block] = [Text(say("sources.intro"))]
    if every:
        blocks.append(assumption_table(desk, every[:IN_BODY], say("sources.caption")))
    else:
        blocks.append(Text(say("sources.none")))
    if len(every) > IN_BODY:
        blocks.append(Text(say("sources.more", n=desk.to.number(len(every) - IN_BODY)), "note"))
    return Section("assumptions", say("sources.title"), tuple(blocks))


def confidences(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The five kinds of foundation."""
    kinds = ("assumption", "memory", "derived", "secondary", "verified")
    return tuple((desk.confidence(k), desk.say(f"confidence.{k}.text")) for k in kinds)


def other_assumptions(desk: Desk) -> Section | None:
    """What did not fit in the body, by source and option: the weakest foundation first."""
    rest = distinct(desk)[IN_BODY:]
    if not rest:
        return None
    say, groups = desk.say, dict[Cell, list[str]]()
    for a, option in rest:
        head = Cell(f"{clipped(desk.source(a.source), 160)} · {desk.confidence(a.confidence)}", below=option)
        groups.setdefault(head, []).append(assumed(desk, a))
    heads = (say("annex.assumptions.head"), say("annex.assumptions.entry"))
    table = listing(say("annex.assumptions.caption"), heads, groups)
    return Section("annex-assumptions", say("annex.assumptions.title"), (table,), annex=True)


def assumed(desk: Desk, a: Assumption) -> str:
    """One assumption in a line: its value, its range, and what it moves where that is not nothing."""
    to = desk.to
    line = f"{desk.word(a.label)}: {to.value(a.value, a.unit)}"
    if a.low is not None and a.high is not None:
        line += f" ({to.interval(a.low, a.high, a.unit)})"
    moved = to.thousands(a.effect)
    return line if moved in ("0", to.value(None)) else f"{line} · {moved}"


def explained_table(desk: Desk, steps: list[Explained], caption: str) -> Table:
    """Steps of a sum, indented by depth."""
    say, to = desk.say, desk.to
    columns = (
        Column(say("column.figure"), "wide", width="24%"),
        Column(say("column.what"), width="22%"),
        Column(say("column.formula"), "code", width="29%"),
        Column(say("column.from"), "wide", width="25%"),
    )
    lines = tuple(
        Line(
            (
                Cell(e.name, level=min(e.depth, 6)),
                Cell(to.value(e.value, e.unit)),
                Cell(e.formula),
                Cell(
                    " · ".join(
                        t
                        for t in (
                            clipped(desk.source(e.source), 160),
                            desk.confidence(e.confidence) if e.confidence else "",
                        )
                        if t
                    )
                ),
            )
        )
        for e in steps
    )
    return Table(caption, columns, lines, name="small")


def shown(steps: Iterable[Explained]) -> list[Explained]:
    """The upper steps that add something."""
    return [e for e in steps if e.depth <= 3 and e.name != "nothing"][:EXPLAINED_BODY]


def explained(desk: Desk) -> Section:
    """The upper steps of the sum behind the advised value."""
    say, every = desk.say, list(desk.result.explained)
    upper = shown(every)
    blocks: list[Block] = [Text(say("explained.intro", option=desk.name(desk.advised)))]
    if upper:
        blocks.append(explained_table(desk, upper, say("explained.caption")))
    else:
        blocks.append(Text(say("explained.none")))
    return Section("explained", say("explained.title"), tuple(blocks))


def opened(steps: Iterable[Explained]) -> list[Explained]:
    """The steps without repeats, and without what a step follows from that is nothing in every period."""
    out, closed = list[Explained](), 99
    for e in steps:
        if e.name == "nothing" or e.depth > closed or (out and e == out[-1]):
            continue
        nil = isinstance(e.value, dict) and not any(e.value[k] for k in ("first", "last", "sum"))
        closed = e.depth if nil else 99
        out.append(e)
    return out


def explained_annex(desk: Desk) -> Section | None:
    """The whole sum, as far as it fits; a step that only repeats the one before it, or adds nothing, is left out."""
    every = opened(desk.result.explained)
    if len(every) <= len(shown(every)):
        return None
    say = desk.say
    blocks: list[Block] = [explained_table(desk, every[:EXPLAINED_ANNEX], say("explained.caption"))]
    if len(every) > EXPLAINED_ANNEX:
        blocks.insert(
            0,
            Text(
                say("explained.cut", shown=desk.to.number(EXPLAINED_ANNEX), n=desk.to.number(len(every))),
                "note",
            ),
        )
    return Section("annex-explained", say("annex.explained.title"), tuple(blocks), annex=True)


def law(desk: Desk) -> Section:
    """Every dated entry that was read, by source and date: the weakest foundation first."""
    say, to = desk.say, desk.to
    groups, overlaid = dict[Cell, list[str]](), set[Cell]()
    for e in sorted(desk.result.law, key=lambda e: (not e.overlay, worst_first(e.confidence), desk.source(e.source).casefold(), e.in_force, e.name)):  # fmt: skip
        since = f"{to.date(e.in_force, 'medium')}{CARRIED * e.carried_forward}"
        source = f"{clipped(desk.source(e.source), 160)} · {since} · {desk.confidence(e.confidence)}"
        head = Cell(source, below=say("law.overlay") if e.overlay else "")
        overlaid |= {head} if e.overlay else set()
        groups.setdefault(head, []).append(f"{desk.word(e.label)}: {to.value(e.value, e.unit)}")
    heads = (say("law.where"), say("law.entry"))
    note = say("law.carried", sign=CARRIED.strip())
    blocks: tuple[Block, ...] = (Text(say("law.intro", known=to.date(desk.result.meta.known_on))),)
    blocks += (
        listing(say("law.caption"), heads, groups, note, overlaid) if groups else Text(say("law.none")),
    )
    return Section("annex-law", say("law.title"), blocks, annex=True)


def limits(desk: Desk) -> Section:
    """What this paper is not, what was not verified, and what to mind."""
    say, to = desk.say, desk.to
    blocks: list[Block] = [Bullets(tuple(say(f"limits.{i}") for i in range(1, 6)))]
    if desk.result.unverified:
        counted = sorted(desk.result.unverified.items(), key=lambda pair: worst_first(pair[0]))
        shown = ", ".join(f"{to.number(n)} {desk.confidence(kind)}" for kind, n in counted)
        blocks.append(Text(say("limits.unverified", counts=shown)))
    if desk.result.warnings:
        blocks += [
            Text(say("limits.warnings"), "head"),
            Bullets(tuple(desk.word(w) for w in desk.result.warnings)),
        ]
    return Section("limits", say("limits.title"), tuple(blocks))


def made(desk: Desk) -> Section:
    """How to make this paper again."""
    say, to, meta = desk.say, desk.to, desk.result.meta
    overlays = ", ".join(meta.overlays) or say("limits.no_overlay")
    pairs = [
        (say("made.version"), f"transformatie {meta.version}"),
        (
            say("made.draws"),
            say("made.draws.text", n=to.number(meta.draws), seed=meta.seed)
            if desk.drawn
            else say("made.no_draws"),
        ),
        (say("made.overlays"), overlays),
        (say("made.input"), meta.input_file),
        (say("made.hash"), meta.input_sha256),
    ]
    sure = (Text(say("confidence.title"), "head"), Pairs(confidences(desk), "terms"))
    blocks = (Pairs(tuple(pairs), "terms"), Text(say("made.note"), "note"), *sure)
    return Section("made", say("made.title"), blocks, annex=True)
