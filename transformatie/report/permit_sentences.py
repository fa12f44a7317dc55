"""What a permit study says in words, for terminal and paper alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from transformatie.parts import Words
from transformatie.permit.result import PermitStudy, RegieOutcome
from transformatie.report.numbers import Notation


def sentences(to: Notation, s: PermitStudy) -> list[str]:
    """What the study says in words."""
    say = to.say

    def day(d: date | None) -> str:
        return to.date(d, "medium")

    irr, force, start = s.drawn_irrevocable, s.drawn_in_force, s.drawn_works_start
    if s.draws:
        out = [say("permits.dates", central=day(s.irrevocable), p10=day(irr.p10), p50=day(irr.p50), p90=day(irr.p90),
                   comes=to.share(s.chance_comes), refused=to.share(s.chance_refused))]  # fmt: skip
        out.append(
            say("permits.in_force_line", central=day(s.in_force), p50=day(force.p50), p90=day(force.p90))
        )
        chance = to.share(s.chance_by_deadline)
        by = say("permits.deadline", day=day(s.deadline), chance=chance) if s.deadline else None
        out.append(by or say("permits.no_deadline"))
    else:
        out = [say("permits.no_draws", central=day(s.irrevocable))]
    key, n = ("slack_free", s.slack_months) if s.slack_months > 0 else ("slack_held", -s.slack_months)
    path = " → ".join(word(to, w) for w in s.critical_path)
    out.append(say("permits.critical", path=path, slack=say(f"permits.{key}", n=to.number(n))))
    ends = {"p10": day(start.p10), "p90": day(start.p90)} if s.draws else {}
    key = "works_start" if ends else "works_start_alone"
    out.append(say(f"permits.{key}", central=day(s.works_start), **ends))
    out.append(
        say(
            "permits.months",
            later=to.euro(s.month_later),
            earlier=to.euro(s.month_earlier),
            start=to.euro(s.start_month_later),
        )
    )
    chosen = say(f"permits.basis.{s.starts_on}")
    out.append(
        say("permits.basis", risk=to.euro(s.value_in_force), firm=to.euro(s.value_irrevocable), chosen=chosen)
    )
    fee = to.euro(s.building_fee + s.plan_fee)
    out.append(
        say("permits.refused", change=signed(to.euro(-s.refusal_cost)), fee=fee, studies=to.euro(s.studies))
    )
    if s.rent_surcharge is not None:
        out.append(say("permits.surcharge.true" if s.rent_surcharge else "permits.surcharge.false"))
    if s.regie:
        out.append(regie(to, s.regie))
    return out + [word(to, w) for w in s.warnings]


def regie(to: Notation, outcomes: Sequence[RegieOutcome]) -> str:
    """Both outcomes of the Wet regie."""
    without, within = outcomes

    def in_time(o: RegieOutcome) -> str:
        return (
            ""
            if o.chance_by_deadline is None
            else to.say("permits.regie.chance", c=to.share(o.chance_by_deadline))
        )

    days = {
        f"{k}{q}": to.date(getattr(o.irrevocable, f"p{q}"), "medium")
        for k, o in (("a", without), ("b", within))
        for q in (50, 90)
    }
    return to.say("permits.regie", **days, a=in_time(without), b=in_time(within))


def word(to: Notation, words: Words) -> str:
    """Words in the language of the notation."""
    return words.nl if to.lang == "nl" else words.en


def signed(text: str) -> str:
    """A figure with its sign, also where it is a gain."""
    return text if "−" in text or not any(ch in "123456789" for ch in text) else f"+{text}"
