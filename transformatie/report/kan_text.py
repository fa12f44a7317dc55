"""Kan het in the terminal: fit of the options, the dwelling programme, rents under the law."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from transformatie.errors import Lang
from transformatie.kan.result import Candidate, Fit, Optimum, ProgrammeResult, RentLaw, RentYear
from transformatie.report.grid import grid
from transformatie.report.numbers import NONE, Notation
from transformatie.report.plan_drawing import letter
from transformatie.report.words import Say
from transformatie.result import Words

SIGNS = {"green": "●", "amber": "◐", "red": "○"}
MARKS = {"favourable": "+", "unfavourable": "−", "unknown": "?"}


class Writer:
    """Words and numbers of one language, on lines of a width."""

    def __init__(self, lang: Lang, width: int) -> None:
        self.lang, self.width = lang, width
        self.say, self.to = Say(lang), Notation(lang)

    def word(self, words: Words) -> str:
        """The words of the result in this language."""
        return words.nl if self.lang == "nl" else words.en

    def wrapped(self, text: str, first: str = "", more: str = "  ") -> list[str]:
        """A text over as many lines as it needs."""
        return textwrap.wrap(text, self.width, initial_indent=first, subsequent_indent=more) or [first]

    def columns(self, rows: Sequence[Sequence[str]], right: str) -> list[str]:
        """A table, its heads in the first row; right: one letter a column, r or l."""
        return grid(rows[0], rows[1:], self.width, [i for i, side in enumerate(right) if side == "l"])


def fits(found: Sequence[Fit], labels: dict[str, Words], lang: Lang, width: int, every: bool) -> str:
    """The fit of options; those that one list judges alike stand together. every: each criterion, not only vetoes."""
    w, lines = Writer(lang, width), list[str]()
    for fit in found:
        same = [f for f in found if f.lines == fit.lines]
        if same[0] is not fit:
            continue
        names = ", ".join(w.word(labels[f.option]) for f in same)
        lines += [*_fit(w, fit, names, every), ""]
    return "\n".join(lines)


def _fit(w: Writer, fit: Fit, names: str, every: bool) -> list[str]:
    say, to = w.say, w.to
    counts = {s: sum(x.kind == "veto" and x.state == s for x in fit.lines) for s in MARKS}
    ends = [to.number(v) for v in (fit.score_if_unfavourable, fit.score_if_favourable)]
    score = ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"
    marks = [say.known("fit.class", c) for c in (fit.label_if_unfavourable, fit.label_if_favourable)]
    label = marks[0] if marks[0] == marks[1] else f"{marks[0]} – {marks[1]}"
    good = "" if fit.score_counts == "favourable" else f", {say('fit.low_is_good')}"
    veto = say(
        "fit.veto_count", met=counts["favourable"], broken=counts["unfavourable"], unknown=counts["unknown"]
    )
    lines = [f"{SIGNS[fit.band]} {names}", f"  {w.word(fit.title)}"]
    lines.append(f"  {say('fit.vetoes')}: {veto}")
    lines.append(f"  {say('fit.score')}: {score} {say('fit.of', n=to.number(fit.highest))}{good} ({label})")
    shown = [x for x in fit.lines if every or (x.kind == "veto" and x.state != "favourable")]
    for x in shown:
        kind = f"{say('fit.veto')} " if x.kind == "veto" else ""
        lines += w.wrapped(f"{MARKS[x.state]} {x.id:<4}{kind}{w.word(x.question)}", "    ", "           ")
    lines += _groups(w, fit)
    lifted = [line for name in fit.lifts[:3] if (line := fit.line(name))]
    if lifted:
        lines.append(f"  {say('fit.lifts')}:")
    for x in lifted:
        text = say(
            "fit.lift",
            id=x.id,
            question=w.word(x.question),
            remedy=w.word(x.remedy),
            share=to.share(x.lift, 1),
        )
        lines += w.wrapped(text, "    ", "      ")
    following = fit.line(fit.next_question)
    text = (
        say("fit.next", id=following.id, question=w.word(following.question))
        if following
        else say("fit.all_answered")
    )
    return [*lines, *w.wrapped(text, "  ", "    ")]


def _groups(w: Writer, fit: Fit) -> list[str]:
    """Graded criteria by group: a mark for each."""
    names = list(dict.fromkeys(w.word(x.group) for x in fit.lines if x.kind == "graded"))
    size = max((len(n) for n in names), default=0)
    return [
        f"    {n:<{size}}  {''.join(MARKS[x.state] for x in fit.lines if x.kind == 'graded' and w.word(x.group) == n)}"
        for n in names
    ]


def programme(
    p: ProgrammeResult | None, law: RentLaw | None, best: Optimum | None, labels: dict[str, Words], name: str, lang: Lang, width: int
) -> str:  # fmt: skip
    """The dwellings of an option, their rents, and the programmes that earn most."""
    w, lines = Writer(lang, width), [name]
    say = w.say
    if p is None:
        return name
    for text in sentences(w.say, w.to, p):
        lines += w.wrapped(text, "  ")
    lines += ["", *_types(w, p)]
    if law:
        lines += w.wrapped(" ".join([w.word(law.note), *law_sentences(say, w.to, law)]), "", "")
    if best and best.best:
        own = best.own_value or 0.0
        text = say(
            "programme.optimum", tried=w.to.number(best.tried), able=w.to.number(best.able),
            what=f"{w.word(labels[best.best.option])}, {mix(w, best.best)}", value=w.to.euro(best.best.value_after_tax),
            gain=w.to.euro(best.best.value_after_tax - own),
        )  # fmt: skip
        head = [
            say(k)
            for k in (
                "column.option",
                "programme.mix",
                "programme.label",
                "programme.outdoor",
                "programme.number",
                "column.value",
            )
        ]
        rows = [head, *(_candidate(w, c, labels) for c in best.shown)]
        lines += ["", *w.wrapped(text, "", ""), "", *w.columns(rows, "lllrrr")]
    elif best:
        lines += ["", say("programme.optimum_none", tried=w.to.number(best.tried))]
    return "\n".join(lines)


def sentences(say: Say, to: Notation, p: ProgrammeResult) -> list[str]:
    """What fits, in sentences."""
    mean = p.usable_area / p.dwellings if p.dwellings else 0.0
    out = [
        say(
            "programme.geometry" if p.from_geometry else "programme.ratio",
            n=to.number(p.dwellings),
            area=to.value(round(mean), "m2"),
            gross=to.value(round(p.gross_per_dwelling or 0.0), "m2"),
        )
    ]
    if p.like_built_cases is not None:
        out.append(say("programme.band" if p.like_built_cases else "programme.outside"))
    if p.dark_area >= 1:
        out.append(say("programme.dark", area=to.value(round(p.dark_area), "m2")))
    if p.from_geometry:
        out.append(say("programme.access", stairs=to.number(p.stairs), lifts=to.number(p.lifts)))
    if p.kept_share > 0:
        out.append(say("programme.kept", share=to.share(p.kept_share)))
    parking = {
        "norm": to.number(p.parking_norm, 2),
        "present": to.number(p.parking_present),
        "needed": to.number(p.parking_needed),
    }
    return [*out, say("programme.parking", **parking)]


def law_sentences(say: Say, to: Notation, law: RentLaw) -> list[str]:
    """What rent law does to the rents, in sentences after its note."""
    out = []
    first, after = to.share(law.asked_share, 1), to.share(law.asked_share_after_surcharge, 1)
    if law.modelled and law.surcharge_until:
        out.append(say("programme.share", first=first, after=after))
    elif law.modelled:
        out.append(say("programme.share_plain", first=first))
    if law.limit is not None and law.free is not None:
        key = "programme.limit_free" if law.free else "programme.limit_regulated"
        out.append(say(key, limit=to.euro(law.limit, 2)))
    return out


def _types(w: Writer, p: ProgrammeResult) -> list[str]:
    say, to = w.say, w.to
    keys = ("type", "number", "area", "outdoor", "points", "segment", "market", "cap", "asked")

    def money(v: float | None) -> str:
        return NONE if v is None else to.number(v, 2, 2)

    rows = [[say(f"programme.{k}") for k in keys]]
    for i, t in enumerate(p.types):
        free = t.segment == "free" and t.cap is None
        rows.append([
            letter(i), to.number(t.number), to.number(t.area, 1), to.number(t.outdoor_area, 1),
            NONE if t.points is None else to.number(t.points), say(f"segment.{t.segment}") if t.segment else NONE,
            money(t.market_rent), say("segment.free") if free else money(t.cap), money(t.rent),
        ])  # fmt: skip
    return w.columns(rows, "lrrrrlrrr")


def mix(w: Writer, c: Candidate) -> str:
    """A mix in words."""
    return " + ".join(
        f"{w.to.number(t.number)} × {w.to.value(round(t.area), 'm2')}"
        + (f" ({w.say(f'segment.{t.segment}')})" if t.points is not None else "")
        for t in c.types
    )


def _candidate(w: Writer, c: Candidate, labels: dict[str, Words]) -> list[str]:
    to = w.to
    return [
        w.word(labels[c.option]),
        mix(w, c),
        c.label,
        to.number(c.outdoor_area),
        to.number(c.dwellings),
        to.euro(c.value_after_tax),
    ]


def rents(rows: Sequence[RentYear], lang: Lang, width: int) -> str:
    """Maximum rent and rent by year of each type."""
    w = Writer(lang, width)
    say, to = w.say, w.to

    def money(v: float | None) -> str:
        return say("segment.free") if v is None else to.number(v, 2, 2)

    head = [say("rent.year"), *(say(f"programme.{k}") for k in ("type", "points", "segment")), say("rent.without"), say("programme.cap"),
            say("programme.market"), say("programme.asked")]  # fmt: skip
    body = [
        [str(r.year), letter(r.type_), to.number(r.points), say(f"segment.{r.segment}"), money(r.cap_without_surcharge), money(r.cap),
         to.number(r.market_rent, 2, 2), to.number(r.rent, 2, 2)]
        for r in rows
    ]  # fmt: skip
    return "\n".join(w.columns([head, *body], "rlrlrrrr"))
