"""The value of waiting, for the terminal."""

from __future__ import annotations

from datetime import date

from transformatie.errors import Lang
from transformatie.explored import Sequel, Trigger, Waiting
from transformatie.report.explorelist import word
from transformatie.report.grid import grid, paragraph
from transformatie.report.numbers import Notation
from transformatie.report.words import Say


def waiting(found: Waiting, lang: Lang, width: int) -> str:
    """Acting now, each way to wait, and when to act."""
    say, to = Say(lang), Notation(lang)
    lines = [*paragraph(verdict(found, say, to, lang), width), ""]
    for sequel in found.sequels:
        lines += [*_sequel(sequel, found, say, to, lang, width), ""]
    lines += [
        say("waiting.triggers", first=say(f"waiting.{found.first}")),
        *(f"  {trigger(d, t, say, to)}" for d, t in zip(found.dates, found.triggers, strict=True)),
        "",
    ]
    lines += paragraph(
        say("waiting.draws", n=to.number(found.draws), seed=found.seed) + " " + word(found.note, lang), width
    )
    return "\n".join(lines) + "\n"


def verdict(found: Waiting, say: Say, to: Notation, lang: Lang) -> str:
    """Whether waiting is worth more than acting now, and by how much."""
    best = word(found.labels[found.best_now], lang)
    key = "waiting.pays" if found.waits else "waiting.pays_not"
    amount = to.euro(round(abs(found.above_acting_now), -3))
    plan = sequence(next(q for q in found.sequels if q.first == found.first), found, say, to, lang)
    return say(
        key,
        plan=plan,
        amount=amount,
        error=to.euro(round(found.standard_error, -3)),
        best=best,
        best_value=to.euro(round(found.now[found.best_now], -3)),
    )


def sequence(q: Sequel, found: Waiting, say: Say, to: Notation, lang: Lang) -> str:
    """The best sequence of a first step in words."""
    first = say(f"waiting.{q.first}")
    if q.flexibility > 0:
        return say("waiting.by_rule", first=first)
    if q.fixed_act is None:
        return say("waiting.always", first=first)
    return say(
        "waiting.fixed",
        first=first,
        years=to.number(q.fixed_years or 0.0, 1),
        act=word(found.labels[q.fixed_act], lang),
    )


def _sequel(q: Sequel, found: Waiting, say: Say, to: Notation, lang: Lang, width: int) -> list[str]:
    heads = [say(f"waiting.{q.first}.head"), say("waiting.now"), *(to.date(d, "month") for d in found.dates)]
    rows = [
        (word(found.labels[act], lang), to.thousands(found.now.get(act)), *(to.thousands(v) for v in values))
        for act, values in q.table.items()
    ]
    rows.append((say("waiting.never"), *("" for _ in heads[2:]), to.thousands(q.never)))
    by_date = [to.share(s) for s in q.acts_by_date]
    rows.append((say("waiting.rule_acts"), "", *by_date[:-1]))
    lines = grid(heads, rows, width)
    return [*lines, *paragraph(say("waiting.worth", plan=sequence(q, found, say, to, lang), value=to.euro(round(q.value, -3)),
                                   flexibility=to.euro(round(q.flexibility, -3))), width)]  # fmt: skip


def trigger(day: date, t: Trigger, say: Say, to: Notation) -> str:
    """When to act on a date."""
    named = {
        "day": to.date(day, "month"),
        "variable": say(f"waiting.{t.variable}"),
        "expected": to.share(t.expected, 1),
    }
    if t.level is None:
        return say("waiting.no_level", **named)
    return say(
        "waiting.level_above" if t.rises else "waiting.level_below", level=to.share(t.level, 1), **named
    )
