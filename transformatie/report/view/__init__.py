"""From a result to a sheet of ready words: all rounding, notation, words and coordinates of the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from transformatie.errors import Lang, ReportError
from transformatie.report.view import (
    book_value,
    building,
    chance,
    compare,
    finance,
    fit,
    front,
    money,
    permit,
    programme,
    sources,
    vacancy,
)
from transformatie.report.view.frame import Desk, Pairs, Section, Sheet, clipped
from transformatie.result import Result

#: The parts of the body, then of the annex, in order. A part that has nothing to say returns None.
SECTIONS: tuple[Callable[[Desk], Section | None], ...] = (
    front.section,
    building.contents,
    building.section,
    compare.section,
    chance.section,
    fit.section,
    programme.section,
    money.cash,
    money.books,
    book_value.section,
    finance.section,
    vacancy.section,
    permit.section,
    sources.assumptions,
    sources.explained,
    sources.limits,
    building.annex,
    compare.annex,
    fit.risks,
    fit.annex,
    programme.annex,
    sources.law,
    permit.annex,
    money.annex,
    book_value.annex,
    vacancy.annex,
    finance.annex,
    sources.explained_annex,
    sources.other_assumptions,
    sources.made,
)


def sheet(result: Result, lang: Lang) -> Sheet:
    """The whole paper in ready words."""
    if not result.rows:
        raise ReportError("a result without rows cannot be reported")
    desk = Desk(result, lang)
    name, place = (
        clipped(result.building.name, 120),
        ", ".join(t for t in (result.building.address, result.building.municipality) if t),
    )
    say, meta, house = desk.say, result.meta, result.building
    facts = (
        (say("made.assessed"), desk.to.date(meta.assessed_on)),
        (say("made.known"), desk.to.date(meta.known_on)),
        (say("made.horizon"), desk.to.date(meta.horizon_end)),
        (say("column.owner"), say.known("owner", house.owner_kind)),
    )
    draws = (
        say("footer.draws", n=desk.to.number(meta.draws), seed=meta.seed)
        if desk.drawn
        else say("footer.no_draws", seed=meta.seed)
    )
    banner = say("banner.overlay", files=", ".join(meta.overlays)) if meta.overlays else ""
    return Sheet(
        lang=lang,
        title=name,
        subtitle=clipped(place, 160),
        kicker=say("paper.kicker"),
        day=meta.assessed_on.isoformat(),
        facts=Pairs(facts),
        banner=banner,
        running=clipped(f"{say('banner.running')} · {name}" if meta.overlays else name, 80),
        footer=say(
            "footer.line",
            version=meta.version,
            day=desk.to.date(meta.assessed_on),
            known=desk.to.date(meta.known_on),
            draws=draws,
        ),
        page=(say("footer.page"), say("footer.of")),
        annex_title=say("annex.title"),
        contents_title=say("contents.title"),
        sections=tuple(numbered([s for s in (make(desk) for make in SECTIONS) if s])),
    )


def numbered(sections: list[Section]) -> list[Section]:
    """Numbers for the body, letters for the annex; the list of contents has neither."""
    out, body, annex = [], 0, 0
    for s in sections:
        if s.name == "contents":
            out.append(s)
        elif s.annex:
            out.append(replace(s, number=chr(ord("A") + annex)))
            annex += 1
        else:
            body += 1
            out.append(replace(s, number=str(body)))
    return out
