"""The portfolio paper on money: book result by year, the vacancy bill, set-off within one owner."""

from __future__ import annotations

import polars as pl

from transformatie.portfolio.paper_charts import columns_chart, euro
from transformatie.portfolio.paper_desk import TEN, Desk
from transformatie.report.numbers import NONE
from transformatie.report.view.frame import (
    Block,
    Column,
    Line,
    Section,
    Table,
    Text,
    cells,
    clipped,
)


def books(desk: Desk) -> Section:
    """The book result by year of everything that is advised."""
    say = desk.say
    lists = desk.buildings["book_results"].drop_nulls()
    if not lists.len():
        return Section("books", say("paper.books"), (Text(NONE),))
    years = [desk.day.year + i for i in range(int(lists.list.len().to_numpy().max()))]
    whole = [float(lists.list.get(i, null_on_oob=True).sum() or 0.0) for i in range(len(years))]
    losses = [
        float(lists.list.get(i, null_on_oob=True).clip(upper_bound=0.0).sum() or 0.0)
        for i in range(len(years))
    ]
    columns = (Column("", "wide", width="24%"), *(Column(str(y)) for y in years))
    table = Table(say("paper.books_table"), columns, (Line(cells(say("paper.book_result"), *(desk.k(v) for v in whole))),
                                                      Line(cells(say("paper.book_loss"), *(desk.k(v) for v in losses)))), name="years", note=say("paper.books_note"))  # fmt: skip
    return Section(
        "books",
        say("paper.books"),
        (columns_chart("books", [str(y) for y in years], whole, say("paper.books_chart"), desk), table),
    )


def vacancy(desk: Desk) -> Section:
    """What stands empty costs, and who bears it, alone and beside the owner's other buildings."""
    say, to, b = desk.say, desk.to, desk.buildings
    columns = (
        Column("", "wide", width="44%"),
        desk.column("vacancy_cost"),
        desk.column("vacancy_owner"),
        desk.column("vacancy_treasury"),
    )
    lines = [
        Line(
            cells(
                say("paper.alone"),
                *(to.euro(desk.total(c)) for c in ("vacancy_cost", "vacancy_owner", "vacancy_treasury")),
            )
        )
    ]
    if "set_off_vacancy_treasury" in b.columns:
        treasury = float(b.select(pl.coalesce("set_off_vacancy_treasury", "vacancy_treasury").sum()).item())
        lines.append(
            Line(
                cells(
                    say("paper.with_set_off"),
                    to.euro(desk.total("vacancy_cost")),
                    to.euro(desk.total("vacancy_cost") - treasury),
                    to.euro(treasury),
                )
            )
        )
    empty = b.filter(pl.col("vacant_area") > 0)
    sentence = say("paper.vacant", n=to.number(empty.height), area=to.number(float(empty["vacant_area"].sum() or 0)), years=euro(desk, desk.total("vacancy_ten_years")),
                   extra=to.euro(desk.total("vacancy_extra")))  # fmt: skip
    year = int(b["vacancy_year"].to_numpy().max()) if b.height else 0
    return Section(
        "vacancy",
        say("paper.vacancy"),
        (
            Text(sentence),
            Table(
                say("paper.vacancy_table", year=year), columns, tuple(lines), note=say("paper.vacancy_note")
            ),
        ),
    )


def set_off(desk: Desk) -> Section | None:
    """Set-off inside one owner: the relief by year, and what it changes."""
    say, to, b = desk.say, desk.to, desk.buildings
    if desk.owners is None:
        return None
    by_year = (
        desk.owners.group_by("year")
        .agg(pl.col("relief", "residual_relief", "unused", "loss_used").sum())
        .sort("year")
        .head(TEN)
        .collect()
    )
    columns = (
        Column(say.column("year"), "text"),
        *(desk.column(c) for c in ("relief", "residual_relief", "unused", "loss_used")),
    )
    lines = [
        Line(
            cells(
                str(r["year"]),
                *(
                    to.euro(r[c]) if r[c] else NONE
                    for c in ("relief", "residual_relief", "unused", "loss_used")
                ),
            )
        )
        for r in by_year.iter_rows(named=True)
    ]
    changed = b.filter(
        pl.col("set_off_advice").is_not_null() & (pl.col("set_off_advice") != pl.col("advice"))
    )
    blocks: list[Block] = [Text(say("paper.set_off_text", owners=to.number(desk.owners.select(pl.col("owner_id").n_unique()).collect().item()), n=to.number(changed.height))),
                           Table(say("paper.set_off_table"), columns, tuple(lines), note=say("paper.set_off_note"))]  # fmt: skip
    if changed.height:
        most = changed.sort("set_off_relief", descending=True).head(TEN)
        head = (
            desk.column("name", "wide", width="30%"),
            desk.column("advice", "wide"),
            desk.column("set_off_advice", "wide"),
            desk.column("set_off_relief"),
        )
        rows = [Line(cells(clipped(r["name"] or r["id"], 40), say.option(r["advice"]), say.option(r["set_off_advice"]), to.euro(r["set_off_relief"])))
                for r in most.iter_rows(named=True)]  # fmt: skip
        blocks.append(Table(say("paper.rank_table"), head, tuple(rows)))
    return Section("set-off", say("paper.set_off"), tuple(blocks))
