"""Permits in the terminal: a summary, the steps of each procedure, regimes side by side, dates of a route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from transformatie.errors import Lang
from transformatie.permit.result import PermitComparison, PermitStudy, RegimeLine, RouteDates
from transformatie.report.grid import BOLD, DIM, Pen, folded, grid
from transformatie.report.numbers import NONE, Notation
from transformatie.report.permit_sentences import sentences, signed
from transformatie.result import Words

WIDEST = 30


class Page:
    """One language, one width: the few things every part says in the same way."""

    def __init__(self, lang: Lang, width: int, colour: bool) -> None:
        self.lang, self.width, self.pen = lang, width, Pen(colour)
        self.to, self.say = Notation(lang), Notation(lang).say

    def word(self, words: Words) -> str:
        """Words in this language."""
        return words.nl if self.lang == "nl" else words.en

    def day(self, day: date | None) -> str:
        """A date of fixed width."""
        return NONE if day is None else f"{day:%d-%m-%Y}" if self.lang == "nl" else day.isoformat()

    def month(self, day: date | None) -> str:
        """The month of a date."""
        return self.to.date(day, "month")

    def chance(self, share: float | None) -> str:
        """A chance in whole percent."""
        return self.to.share(share)

    def route(self, name: str) -> str:
        """A route without the noun its column is headed with."""
        noun = self.say.known("route", "regular").split(" ")[-1]
        return " ".join(self.say.known("route", name).replace(noun, "").split())

    def text(self, text: str, style: str = "") -> list[str]:
        """A paragraph within the width."""
        return [self.pen(line, style) for line in folded(text, self.width)]

    def grid(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], left: tuple[int, ...] = (0,)
    ) -> list[str]:
        """A table within the width."""
        return grid(heads, rows, self.width, left, self.pen)

    def names(self, keys: Sequence[str]) -> list[str]:
        """Headings by key."""
        return [self.say(f"permits.{k}") for k in keys]


def studies_text(studies: Sequence[PermitStudy], lang: Lang, width: int, colour: bool = False) -> str:
    """All studies: the summary, then each distinct procedure with its steps."""
    page = Page(lang, width, colour)
    if not studies:
        return page.say("permits.none") + "\n"
    lines = [*summary(page, studies)] if len(studies) > 1 else []
    for group in alike(studies):
        lines += ["", *detail(page, group)]
    return "\n".join(lines).strip("\n") + "\n"


def alike(studies: Sequence[PermitStudy]) -> list[list[PermitStudy]]:
    """Studies with the same procedure together, the most valuable option of each first."""
    groups: dict[object, list[PermitStudy]] = {}
    for s in sorted(studies, key=lambda s: (-s.value, s.option)):
        groups.setdefault(
            (s.regime, s.route, s.application, s.drawn_irrevocable, s.critical_path), []
        ).append(s)
    return list(groups.values())


def summary(page: Page, studies: Sequence[PermitStudy]) -> list[str]:
    """One line an option."""
    keys = ("option", "route", "application", "irrevocable", "p90", "in_time", "start", "month", "refusal")
    rows = [
        [page.word(s.label), page.route(s.route), page.month(s.application), page.month(s.irrevocable), page.month(s.drawn_irrevocable.p90),
         page.chance(s.chance_by_deadline), page.month(s.works_start), page.to.thousands(s.month_later), page.to.thousands(-s.refusal_cost)]
        for s in studies
    ]  # fmt: skip
    note = page.say("permits.summary.note", n=page.to.number(studies[0].draws))
    return [
        page.pen(page.say("permits.summary"), BOLD),
        *page.grid(page.names(keys), rows, (0, 1)),
        *page.text(note, DIM),
    ]


def detail(page: Page, group: Sequence[PermitStudy]) -> list[str]:
    """One procedure: why, steps, chances, money, and what runs beside it."""
    s, say = group[0], page.say
    head = say(
        "permits.head",
        option=page.word(s.label),
        route=say.known("route", s.route),
        regime=say.known("regime", s.regime),
    )
    lines = [page.pen(head, BOLD), *page.text(say("permits.why", why=page.word(s.why)))]
    if len(group) > 1:
        lines += page.text(say("permits.same", options=", ".join(page.word(x.label) for x in group[1:])))
    if s.assumed:
        lines += page.text(say("permits.assumed", what="; ".join(page.word(w) for w in s.assumed)), DIM)
    lines += ["", *steps(page, s), ""]
    for sentence in sentences(page.to, s):
        lines += page.text(sentence)
    return [*lines, "", *beside(page, s)]


def steps(page: Page, s: PermitStudy) -> list[str]:
    """The steps with their dates, then what each costs and which article holds it."""
    keys = ("step", "chance", "earliest", "median", "p90_short", "term", "raw", "legal")
    dates, money = [], []
    for x in s.steps:
        label, number = ("* " if x.critical else "  ") + page.word(x.label), page.to.number
        term = f"{number(x.term.length)}{short(page, x.term.unit)}" if x.term else ""
        if x.term and x.term.extension:
            term += f"+{number(x.term.extension)}{short(page, x.term.extension_unit)}"
        days = (page.day(d) for d in (x.earliest, x.median, x.p90))
        dates.append([label, page.chance(x.chance), *days, term, page.day(x.raw_end), page.day(x.legal_end)])
        if x.article or x.cost or x.paid:
            article = f"{x.article} ({page.say.known('confidence', x.confidence)})" if x.article else NONE
            cost = NONE if x.cost is None else page.to.thousands(x.cost)
            money.append([label[2:], cost, page.to.thousands(x.paid) if x.paid else NONE, article])
    lines = [*page.grid(page.names(keys), dates), ""]
    lines += page.grid(page.names(("step", "cost", "paid", "article")), money, (0, 3))
    return [*lines, *page.text(page.say("permits.steps.note"), DIM)]


def short(page: Page, unit: str) -> str:
    """The unit of a term in a letter or two."""
    return {
        "week": "w",
        "month": "mnd" if page.lang == "nl" else "mo",
        "day": "d",
        "yr": "j" if page.lang == "nl" else "y",
    }.get(unit, unit)


def beside(page: Page, s: PermitStudy) -> list[str]:
    """What runs beside the permit."""
    if not s.side:
        return []
    lines = [page.pen(page.say("permits.side"), BOLD)]
    for x in s.side:
        parts = [page.say("permits.side.end", end=page.to.date(x.end, "medium"))] if x.end else []
        if x.latest and x.latest != x.end:
            parts.append(page.say("permits.side.latest", latest=page.to.date(x.latest, "medium")))
        parts += [page.word(x.note), *([x.article] if x.article else [])]
        lines += page.text(f"· {page.word(x.label)}: {'; '.join(parts)}")
    return lines


def compared(page: Page, x: RegimeLine) -> list[str]:
    """One regime of one option."""
    months = (
        x.months_to_decision,
        x.months_to_start,
        x.months_to_irrevocable,
        x.irrevocable_p50,
        x.irrevocable_p90,
    )
    return [
        "· " + page.say.known("regime", x.regime), page.route(x.route), *(page.to.number(v, 1, 1) if v is not None else NONE for v in months),
        *(page.to.thousands(v) for v in (x.expected, x.value, x.difference, x.difference_empty)),
    ]  # fmt: skip


def comparison_text(
    found: Sequence[PermitComparison], on: date, draws: int, lang: Lang, width: int, colour: bool = False
) -> str:
    """Each option under each regime, then what the changes of law were worth."""
    page = Page(lang, width, colour)
    if not found:
        return page.say("permits.none") + "\n"
    heads = page.names(("regime", "route", "months_decision", "months_start", "months_irrevocable", "p50_short", "p90_short",
                        "expected", "value", "difference", "empty"))  # fmt: skip
    rows = [
        row
        for c in found
        for row in ([page.word(c.label), *[""] * 10], *map(partial(compared, page), c.lines))
    ]
    lines = page.text(page.say("permits.compare", day=page.to.date(on)), BOLD) + page.grid(
        heads, rows, (0, 1)
    )
    lines += [*page.text(page.say("permits.compare.note", n=page.to.number(draws)), DIM), ""]
    for key, before, after in (("kruimel", "wabo-2010", "wabo-2014"), ("ow", "wabo-2014", "omgevingswet")):
        both = [(c, {x.regime: x for x in c.lines}) for c in found]
        said = [worth(page, key, c, by[before], by[after]) for c, by in both if before in by and after in by]
        if said:
            lines += [
                *page.text(page.say(f"permits.compare.{key}"), BOLD),
                *(t for sentence in said for t in page.text(sentence)),
            ]
    return "\n".join(lines).rstrip("\n") + "\n"


def worth(page: Page, key: str, c: PermitComparison, before: RegimeLine, after: RegimeLine) -> str:
    """What a change of law was worth to an option."""
    months = after.difference_months - before.difference_months
    euros, empty = after.difference - before.difference, after.difference_empty - before.difference_empty
    named = {
        "months": signed(page.to.number(months, 1, 1)),
        "euros": signed(page.to.euro(euros)),
        "empty": signed(page.to.euro(empty)),
    }
    return "· " + page.say("permits.compare.worth", option=page.word(c.label), **named)


def route_text(found: RouteDates, lang: Lang, width: int, colour: bool = False) -> str:
    """The dates of a procedure."""
    page = Page(lang, width, colour)
    head = page.say(
        "permits.route_dates",
        route=page.say.known("route", found.route),
        regime=page.say.known("regime", found.regime),
        day=page.to.date(found.received),
    )
    rows = [[page.word(x.label), page.day(x.raw), page.day(x.legal), x.article] for x in found.steps]
    lines = [
        page.pen(head, BOLD),
        *page.grid(page.names(("step", "raw_end", "legal_end", "article")), rows, (0, 3)),
    ]
    for w in found.warnings:
        lines += page.text(page.word(w), DIM)
    return "\n".join(lines) + "\n"
