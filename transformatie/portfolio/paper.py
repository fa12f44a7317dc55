"""The portfolio as a paper: where the value is, what to do first, the spread, the books, the vacancy bill, ten buildings.

It has the style of the business case of one building, and may carry those of chosen buildings as attachments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from jinja2 import TemplateError

from transformatie import __version__
from transformatie.dated import CONFIDENCES
from transformatie.errors import Lang, ReportError
from transformatie.portfolio.batch import Run
from transformatie.portfolio.paper_charts import bars, euro, histogram
from transformatie.portfolio.paper_desk import TEN, Desk
from transformatie.portfolio.paper_money import books, set_off, vacancy
from transformatie.portfolio.papers import Made
from transformatie.portfolio.source import ROW
from transformatie.report.html import environment, legible, templates
from transformatie.report.numbers import NONE
from transformatie.report.pdf import Attached, page_pdf, write_whole
from transformatie.report.view import numbered
from transformatie.report.view.frame import (
    Block,
    Bullets,
    Cell,
    Column,
    Line,
    Pairs,
    Section,
    Sheet,
    Table,
    Text,
    cells,
    clipped,
)
from transformatie.report.words import Say


def write_paper(
    run: Run,
    buildings: pl.DataFrame,
    owners: pl.LazyFrame | None,
    errors: pl.DataFrame,
    made: Sequence[Made],
    path: Path,
    lang: Lang,
) -> None:
    """Write the paper. made: the business cases it carries."""
    desk = Desk(run, buildings, owners, errors, made, lang)
    folder = templates()
    try:
        page = environment(folder).get_template("case.html.j2").render(sheet=sheet(desk))
    except TemplateError as error:
        raise ReportError(f"template: {error}") from error
    attached = [
        Attached(m.name, m.path.read_bytes(), f"{m.title}, {m.day.isoformat()}, SHA-256 {m.sha256}", m.day)
        for m in made
    ]
    write_whole(page_pdf(legible(page, folder), attached), path)


def sheet(desk: Desk) -> Sheet:
    """The whole paper in ready words."""
    say, to, b = desk.say, desk.to, desk.buildings
    facts = ((say("paper.buildings"), to.number(b.height)), (say("paper.area"), f"{to.number(desk.total('gross_area'))} m²"),
             (say("paper.assessed"), to.date(desk.day)), (say("paper.refused"), to.number(refused(desk))))  # fmt: skip
    sections = [
        section
        for make in (front, where, first, spread, books, vacancy, set_off, ten, attachments, footing)
        if (section := make(desk))
    ]
    draws = (
        say("paper.draws", n=to.number(desk.run.ask.draws), seed=desk.run.ask.seed)
        if desk.drawn
        else say("paper.no_draws")
    )
    banner = (
        say("paper.banner", files=", ".join(p.name for p in desk.run.ask.overlays))
        if desk.run.ask.overlays
        else ""
    )
    common = Say(desk.lang)
    return Sheet(
        lang=desk.lang, title=clipped(desk.run.ask.file.stem, 120), subtitle=say("paper.subtitle"), kicker=say("paper.kicker"), day=desk.day.isoformat(),
        facts=Pairs(facts), banner=banner, running=clipped(f"{say('paper.kicker')} · {desk.run.ask.file.stem}", 80),
        footer=say("paper.footer", version=__version__, day=to.date(desk.day), draws=draws), page=(common("footer.page"), common("footer.of")),
        annex_title=common("annex.title"), contents_title=common("contents.title"), sections=tuple(numbered(sections)),
    )  # fmt: skip


def refused(desk: Desk) -> int:
    """Rows that were refused."""
    said = desk.errors.filter(pl.col(desk.errors.columns[-1]) == desk.say("refused"))
    return said.select(desk.errors.columns[:2]).unique().height


def front(desk: Desk) -> Section:
    """The answer in four figures and a few sentences."""
    say, to, b = desk.say, desk.to, desk.buildings
    act = b.filter(pl.col("gain") > 0)
    figures = Pairs(((say("paper.worth"), euro(desk, desk.total("worth"))), (say("paper.gain"), euro(desk, desk.total("gain"))),
                     (say("paper.investment"), euro(desk, desk.total("investment"))), (say("paper.bill"), euro(desk, desk.total("vacancy_cost")))), "figures")  # fmt: skip
    half = _half(desk)
    points = [
        say("paper.act", n=to.number(act.height), all=to.number(b.height)),
        say("paper.half", n=to.number(half), all=to.number(act.height)) if half else say("paper.nothing"),
        say(
            "paper.bears",
            owner=euro(desk, desk.total("vacancy_owner")),
            treasury=euro(desk, desk.total("vacancy_treasury")),
        ),
    ]
    if not desk.drawn:
        points.append(say("paper.undrawn"))
    return Section(
        "front", say("paper.front"), (figures, Bullets(tuple(points)), Text(say("paper.meaning"), "note"))
    )


def _half(desk: Desk) -> int:
    """How many buildings together hold half of what there is to gain."""
    gains = desk.buildings["gain"].filter(desk.buildings["gain"] > 0).sort(descending=True)
    return int((gains.cum_sum() < float(gains.sum()) / 2).sum()) + 1 if gains.len() else 0


def where(desk: Desk) -> Section:
    """Where the value is: by advice, and by municipality."""
    say = desk.say
    by_advice = _by(desk, "advice")
    names = [say.option(a) for a in by_advice["advice"]]
    blocks: list[Block] = [
        bars("gain-by-advice", names, by_advice["gain"].to_list(), say("paper.gain_by_advice"), desk),
        _table(desk, say("paper.by_advice"), "advice", names, by_advice),
    ]
    places = _by(desk, "municipality").head(TEN)
    blocks.append(
        _table(
            desk, say("paper.by_place"), "municipality", [p or NONE for p in places["municipality"]], places
        )
    )
    return Section("where", say("paper.where"), tuple(blocks))


def _by(desk: Desk, column: str) -> pl.DataFrame:
    sums = pl.col("worth", "gain", "investment", "vacancy_cost").sum()
    return (
        desk.buildings.group_by(column)
        .agg(pl.len().alias("n"), sums)
        .sort(["gain", "n", column], descending=[True, True, False])
    )


def _table(desk: Desk, caption: str, head: str, names: Sequence[str], table: pl.DataFrame) -> Table:
    columns = (
        desk.column(head, "wide", width="30%"),
        desk.column("buildings"),
        *(
            desk.column(c, unit=desk.say("paper.thousand"))
            for c in ("worth", "gain", "investment", "vacancy_cost")
        ),
    )
    lines = [Line(cells(name, desk.to.number(r["n"]), *(desk.k(r[c]) for c in ("worth", "gain", "investment", "vacancy_cost"))))
             for name, r in zip(names, table.iter_rows(named=True), strict=True)]  # fmt: skip
    return Table(caption, columns, tuple(lines), keep=len(lines) < 15)


def first(desk: Desk) -> Section:
    """What to do first: the most to gain for what it asks, and when."""
    say, to = desk.say, desk.to
    rows = desk.first.filter(pl.col("gain") > 0).head(TEN)
    if not rows.height:
        return Section("first", say("paper.first"), (Text(say("paper.nothing")),))
    advised = {
        r[ROW]: r for r in desk.advised.filter(pl.col(ROW).is_in(rows["row"].implode())).iter_rows(named=True)
    }
    lines = []
    for r in rows.iter_rows(named=True):
        a = advised[r["row"]]
        per_euro = to.number(r["gain"] / r["investment"], 2, 2) if r["investment"] else NONE
        lines.append(Line(cells(clipped(r["name"] or r["id"], 40), clipped(say.option(r["advice"]), 40), _band(desk, a["kan"]), _band(desk, a["mag"]), desk.k(r["gain"]),
                                desk.k(r["investment"]), per_euro, to.months(a["months_to_start"]), to.months(a["months_to_income"]))))  # fmt: skip
    columns = (desk.column("name", "wide", width="16%"), desk.column("advice", "wide", width="19%"), desk.column("kan", "band", width="9%"), desk.column("mag", "band", width="11%"),
               desk.column("gain", unit=desk.say("paper.thousand")), desk.column("investment", unit=desk.say("paper.thousand")), desk.column("paper.per_euro"), desk.column("paper.start"),
               desk.column("paper.income"))  # fmt: skip
    return Section(
        "first",
        say("paper.first"),
        (
            Table(
                say("paper.first_ten"), columns, tuple(lines), name="overview", note=say("paper.first_note")
            ),
        ),
    )


def _band(desk: Desk, band: str) -> Cell:
    return Cell(desk.say(f"band.{band}"), band=band)


def spread(desk: Desk) -> Section:
    """How gain is spread over buildings, and how uncertain it is."""
    say, to = desk.say, desk.to
    gains = desk.buildings["gain"].drop_nulls().to_numpy()
    blocks: list[Block] = [histogram("gain-spread", gains, say("paper.spread_chart"), desk)]
    at = [10, 25, 50, 75, 90]
    figures = np.percentile(gains, at) if len(gains) else np.zeros(5)
    blocks.append(
        Table(
            say("paper.spread_table"),
            tuple(Column(f"P{p}") for p in at),
            (Line(cells(*(to.euro(float(v)) for v in figures))),),
        )
    )
    if desk.drawn:
        a = desk.advised
        score = a.select(
            pl.col("score").mean(),
            (pl.col("score") >= 50).sum().alias("half"),
            ((pl.col("p90") - pl.col("p10")) / pl.col("expected").abs()).median().alias("wide"),
        )
        mean, half, wide = score.row(0)
        blocks.append(
            Text(
                say(
                    "paper.spread_draws",
                    mean=to.number(mean or 0, 0),
                    n=to.number(half or 0),
                    wide=to.share(wide or 0),
                )
            )
        )
    else:
        blocks.append(Text(say("paper.spread_none"), "note"))
    return Section("spread", say("paper.spread"), tuple(blocks))


def ten(desk: Desk) -> Section:
    """Ten buildings in one line each: those where most is at stake, up or down."""
    say, to = desk.say, desk.to
    rows = desk.first.head(TEN)
    lines = [Line(cells(clipped(r["name"] or r["id"], 40), clipped(r["municipality"] or NONE, 24), to.number(r["gross_area"]), to.share(r["vacant_area"] / r["lettable_area"]),
                        clipped(say.option(r["advice"]), 44), desk.k(r["worth"]), desk.k(r["gain"]), desk.k(r["as_is"]), desk.k(r["book_value_commercial"])))
             for r in rows.iter_rows(named=True)]  # fmt: skip
    columns = (desk.column("name", "wide", width="16%"), desk.column("municipality", "wide", width="12%"), desk.column("gross_area", unit="m²", width="8%"),
               desk.column("paper.empty", width="6%"), desk.column("advice", "wide", width="17%"), *(desk.column(c, unit=desk.say("paper.thousand")) for c in ("worth", "gain", "as_is", "paper.book_value")))  # fmt: skip
    return Section(
        "ten",
        say("paper.ten"),
        (Table(say("paper.ten_table"), columns, tuple(lines), name="overview", keep=True),),
    )


def attachments(desk: Desk) -> Section | None:
    """The business cases that this paper carries, with day and hash."""
    say = desk.say
    if not desk.made:
        return None
    columns = (
        desk.column("name", "wide", width="28%"),
        Column(say("file"), "code", width="22%"),
        Column(say("paper.assessed"), "text", width="14%"),
        Column("SHA-256", "code"),
    )
    lines = [
        Line(cells(clipped(m.title, 40), m.name, desk.to.date(m.day, "medium"), m.sha256)) for m in desk.made
    ]
    return Section(
        "attachments",
        say("paper.attachments"),
        (Text(say("paper.attachments_text")), Table(say("paper.attachments_table"), columns, tuple(lines))),
        annex=True,
    )


def footing(desk: Desk) -> Section:
    """What this rests on: figures that nobody gave, and rows that were refused."""
    say, to, b = desk.say, desk.to, desk.buildings
    n = max(b.height, 1)
    common = Say(desk.lang)
    lines = [
        Line(cells(common.known("confidence", c), to.number(desk.total(f"assumed_{c}") / n, 1, 1)))
        for c in reversed(CONFIDENCES)
    ]
    table = Table(
        say("paper.footing_table"),
        (Column(say("paper.confidence"), "wide", width="60%"), Column(say("paper.each"))),
        tuple(lines),
    )
    return Section(
        "footing",
        say("paper.footing"),
        (
            table,
            Text(say("paper.footing_text", refused=to.number(refused(desk)))),
            Text(say("paper.limits"), "note"),
        ),
        annex=True,
    )
