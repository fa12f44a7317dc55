"""What is said alike in the terminal and in the report: a threshold, the verdict on waiting, when to act."""

from __future__ import annotations

from datetime import date

from transformatie.errors import Lang
from transformatie.explore.result import Sequel, Threshold, Trigger, Waiting
from transformatie.parts import Words
from transformatie.report.numbers import NONE, Notation
from transformatie.report.words import Say

WORLDS = ("financing", "fiscal", "legal", "market")


def word(words: Words, lang: Lang) -> str:
    """The words in a language."""
    return words.nl if lang == "nl" else words.en


def found(t: Threshold, unit: str, say: Say, to: Notation) -> str:
    """A threshold in words."""
    if t.status == "no_effect":
        return NONE
    if t.status == "reached" and t.value is not None:
        return to.value(t.value, unit) + (f" {say('breakeven.more', n=t.others)}" if t.others else "")
    if t.status == "flips" and t.low is not None and t.high is not None:
        low, high = to.value(t.low, unit), to.value(t.high, unit)
        return (
            say("breakeven.flips_at", value=low)
            if low == high
            else say("breakeven.flips", low=low, high=high)
        )
    return say("breakeven.beyond_always" if t.above_now else "breakeven.beyond")


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


def trigger(day: date, t: Trigger, say: Say, to: Notation) -> str:
    """When to act on a date."""
    named = {
        "day": to.date(day, "month"),
        "variable": say(f"waiting.{t.variable}"),
        "expected": to.share(t.expected, 1),
    }
    if t.level is None:
        return say("waiting.no_level", **named)
    way = ("rises" if t.rises else "falls") + ("_risen" if t.level >= 0 else "_fallen")
    return say(f"waiting.{way}", level=to.share(abs(t.level), 1), **named)
