"""What moves a case, and what would have to change, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from transformatie.errors import Lang
from transformatie.explore.result import Breakeven, LeverFound, Moved, Sensitivity, Threshold, Tornado
from transformatie.parts import Words
from transformatie.report.grid import grid, paragraph
from transformatie.report.numbers import Notation
from transformatie.report.phrases import WORLDS, found, word
from transformatie.report.words import Say


def sensitivity(found: Sensitivity, lang: Lang, width: int) -> str:
    """One tornado after another."""
    say, to = Say(lang), Notation(lang)
    lines = list[str]()
    for one in found.tornados:
        lines += [*_tornado(one, found.labels, say, to, lang, width), ""]
    lines += paragraph(
        say("tornado.draws", n=to.number(found.draws), seed=found.seed) + " " + word(found.method, lang),
        width,
    )
    return "\n".join(lines) + "\n"


def _tornado(
    one: Tornado, labels: Mapping[str, Words], say: Say, to: Notation, lang: Lang, width: int
) -> list[str]:
    option = word(one.label, lang)
    first = word(labels[one.first], lang)
    lines = paragraph(
        say("tornado.head", option=option, value=to.euro(one.value), rank=one.rank, first=first), width
    )
    heads = [say("tornado.input"), say("tornado.range"), say("tornado.at_low"), say("tornado.at_high"), "",
             say("tornado.rank"), say("tornado.variance")]  # fmt: skip
    largest = max((abs(b.at_high - b.at_low) for b in one.bars), default=1.0)
    rows = [_bar(b, largest, to, lang) for b in one.bars]
    lines += ["", *grid(heads, rows, width)] if rows else ["", say("tornado.none")]
    if one.others:
        named = "; ".join(_turn(b, one.first, labels, say, to, lang) for b in one.others)
        lines += ["", *paragraph(say("tornado.others") + " " + named + ".", width)]
    for of, counts in (("procedure", one.procedure), ("markets", one.markets)):
        if counts:
            named = "; ".join(f"{word(c.label, lang)} {to.share(c.variance)}" for c in counts)
            lines += ["", *paragraph(say(f"tornado.{of}") + " " + named + ".", width)]
    return lines


def _bar(b: Moved, largest: float, to: Notation, lang: Lang) -> tuple[str, ...]:
    length = max(1, round(8 * abs(b.at_high - b.at_low) / largest))
    ends = to.interval(b.low, b.high, b.unit)
    if not any(sign in ends for sign in "€%"):
        ends = f"{ends} {to.unit(b.unit)}".rstrip()
    return (
        word(b.label, lang), ends, to.thousands(b.at_low), to.thousands(b.at_high), ("▬" * length).ljust(8),
        f"{b.rank_low}→{b.rank_high}", to.share(b.variance),
    )  # fmt: skip


def _turn(b: Moved, first: str, labels: Mapping[str, Words], say: Say, to: Notation, lang: Lang) -> str:
    """An input with the row that comes first at the end where that changes."""
    end, new = (b.low, b.first_low) if b.first_low != first else (b.high, b.first_high)
    return say(
        "tornado.turn", input=word(b.label, lang), value=to.value(end, b.unit), first=word(labels[new], lang)
    )


def breakeven(found: tuple[Breakeven, ...], lang: Lang, width: int) -> str:
    """One table an option: levers by world."""
    say, to = Say(lang), Notation(lang)
    lines = list[str]()
    for one in found:
        lines += [*_breakeven(one, say, to, lang, width), ""]
    return "\n".join(lines) + "\n"


def _breakeven(one: Breakeven, say: Say, to: Notation, lang: Lang, width: int) -> list[str]:
    def named(name: str) -> str:
        return word(one.labels[name], lang)

    lines = paragraph(
        say("breakeven.head", option=word(one.label, lang), value=to.euro(one.value), passive=named(one.passive), passive_value=to.euro(one.passive_value),
            rival=named(one.rival), rival_value=to.euro(one.rival_value)), width)  # fmt: skip
    heads = [say("breakeven.lever"), say("breakeven.now"), say("breakeven.equal"), say("breakeven.first")]
    for world in WORLDS:
        levers = [lever for lever in one.levers if lever.world == world]
        if levers:
            rows = [_lever(lever, say, to, lang) for lever in levers]
            lines += ["", say(f"breakeven.{world}"), *grid(heads, rows, width)]
    exact = [line for lever in one.levers if (line := _exact(lever, say))]
    if exact:
        lines += ["", *paragraph(say("breakeven.write_back"), width), *exact]
    return [*lines, "", *paragraph(word(one.note, lang), width)]


def _exact(lever: LeverFound, say: Say) -> str:
    """Where a lever is written, and its values as YAML reads them, to less than a euro; at a flip one on either side."""
    equal, first = _digits(lever.equal), _digits(lever.first)
    if equal == first:
        return f"  {lever.how}: {equal}" if equal else ""
    told = ((equal, "breakeven.at_equal"), (first, "breakeven.at_first"))
    return f"  {lever.how}: " + ", ".join(f"{digits} ({say(key)})" for digits, key in told if digits)


def _digits(t: Threshold) -> str:
    values = {"reached": (t.value,), "flips": (t.low, t.high)}.get(t.status, ())
    return " | ".join(f"{v:.12g}" for v in values)


def _lever(lever: LeverFound, say: Say, to: Notation, lang: Lang) -> tuple[str, ...]:
    unit = lever.unit
    return (
        word(lever.label, lang),
        to.value(lever.now, unit),
        *(found(t, unit, say, to) for t in (lever.equal, lever.first)),
    )
