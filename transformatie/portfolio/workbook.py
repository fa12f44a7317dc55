"""The workbook of a portfolio: one sheet a question, with filters, frozen headings and colours that say what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from transformatie.errors import Lang
from transformatie.portfolio.batch import Run
from transformatie.portfolio.results import most_gain
from transformatie.portfolio.source import ROW
from transformatie.portfolio.words import Words
from transformatie.portfolio.write import guard, whole

#: A workbook with more buildings than this shows those with the most to gain, and says so; Parquet and CSV hold all.
MOST = 20_000
EURO = {"worth", "worth_hold", "worth_sell_now", "gain", "investment", "book_result_first_year", "as_is", "woz", "book_value_fiscal",
        "book_value_commercial", "vacancy_cost", "vacancy_carried", "vacancy_extra", "vacancy_owner", "vacancy_treasury", "vacancy_ten_years",
        "set_off_relief", "set_off_with_without", "set_off_unused", "set_off_vacancy_owner", "set_off_vacancy_treasury", "other_profit", "result",
        "tax_without", "tax_with", "relief", "residual_relief", "unused", "loss_used", "loss_carried", "tax_paid", "expected", "p10", "p90",
        "value_after_tax", "set_off_worth"}  # fmt: skip
SHARES = {"mag_chance", "chance_first", "loont", "exit_share"}
#: Columns whose sign is shown by colour, besides the minus that says the same.
SIGNED = {"gain", "book_result_first_year", "difference"}
BANDS = {"green": "#D5EBDD", "amber": "#FCE8C5", "red": "#F6CFCB", "not_assessed": "#ECECEC"}


@dataclass(frozen=True)
class Page:
    """A sheet: its title, a line that says what it answers, and its table."""

    title: str
    note: str
    table: pl.DataFrame


def write_workbook(
    run: Run,
    buildings: pl.DataFrame,
    owners: pl.LazyFrame | None,
    errors: pl.DataFrame,
    path: Path,
    lang: Lang,
) -> None:
    """Write `summary.xlsx`."""
    import xlsxwriter

    pages_ = pages(run, buildings, owners, errors, lang)
    with whole(path) as part:
        book = xlsxwriter.Workbook(
            str(part),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "nan_inf_to_errors": False,
            },
        )
        day = run.scan("rows").select(pl.col("assess.date").max()).collect().item()
        book.set_properties(
            {"created": datetime(day.year, day.month, day.day)}
        )  # the same run, the same bytes
        formats = _formats(book)
        for page in pages_:
            _sheet(book, page, formats, lang)
        book.close()


def pages(
    run: Run, buildings: pl.DataFrame, owners: pl.LazyFrame | None, errors: pl.DataFrame, lang: Lang
) -> list[Page]:
    """The sheets, in the order in which people ask."""
    say = Words(lang)
    shown = most_gain(buildings, MOST)
    of_shown = pl.col(ROW).is_in(shown["row"].implode())
    options = run.scan("options").filter(of_shown).collect().sort(ROW, "rank")
    who = ["id", "name", "municipality"]
    first = _first(shown, options, run.ask.draws > 0)
    few = (
        say("sheet.few", shown=shown.height, all=buildings.height) if buildings.height > shown.height else ""
    )
    out = [Page(say("sheet.advice"), say("sheet.advice.note") + few, _named(first, say))]
    values = options.pivot(on="option", index=ROW, values="value_after_tax").rename({ROW: "row"})
    names = [c for c in values.columns if c != "row"]
    matrix = (
        shown.select("row", *who)
        .join(values, on="row", how="left", maintain_order="left")
        .drop("row")
        .rename({n: say.option(n) for n in names})
    )
    out.append(Page(say("sheet.values"), say("sheet.values.note"), matrix))
    by_advice = (
        buildings.group_by("advice")
        .agg(
            pl.len().alias("buildings"), pl.col("worth", "gain", "investment", "book_result_first_year").sum()
        )
        .sort("gain", "advice", descending=[True, False])
    )
    out.append(Page(say("sheet.where"), say("sheet.where.note"), _named(by_advice, say)))
    bill = shown.select(*who, "vacant_area", "vacancy_year", "vacancy_cost", "vacancy_carried", "vacancy_extra", "vacancy_owner", "vacancy_treasury",
                        "vacancy_ten_years").filter(pl.col("vacancy_cost") != 0).sort("vacancy_cost", "id", descending=[True, False])  # fmt: skip
    out.append(Page(say("sheet.vacancy"), say("sheet.vacancy.note"), bill))
    books = shown.select(
        *who, "book_value_fiscal", "book_value_commercial", "woz", "as_is", "book_result_first_year"
    ).sort("book_result_first_year", "id")
    out.append(Page(say("sheet.books"), say("sheet.books.note"), books))
    if owners is not None:
        mine = shown.filter(pl.col("set_off_advice").is_not_null())
        changed = mine.select(*who, "owner_id", "advice", "set_off_advice", "set_off_relief", "set_off_with_without", "set_off_unused", "vacancy_treasury",
                              "set_off_vacancy_treasury", "set_off_vacancy_owner")  # fmt: skip
        out.append(Page(say("sheet.set_off"), say("sheet.set_off.note"), _named(changed, say)))
        out.append(
            Page(
                say("sheet.owners"),
                say("sheet.owners.note"),
                owners.sort("owner_id", "year").head(MOST).collect(),
            )
        )
    counts = shown.select(*who, *[c for c in shown.columns if c.startswith("assumed_")])
    out.append(Page(say("sheet.assumed"), say("sheet.assumed.note"), counts))
    out.append(Page(say("sheet.errors"), say("sheet.errors.note"), errors.head(MOST)))
    return out


def _first(shown: pl.DataFrame, options: pl.DataFrame, drawn: bool) -> pl.DataFrame:
    """The advice of each building, with its gates and what it brings; what only draws tell, only where there are any."""
    of_draws = ("score", "p10", "p90") if drawn else ()
    advised = options.filter(pl.col("advised")).select(
        pl.col(ROW).alias("row"), "kan", "mag", *of_draws, "months_to_start", "months_to_income"
    )
    whole_ = shown.join(advised, on="row", how="left", maintain_order="left")
    return whole_.select(
        "id", "name", "municipality", "owner_id", "advice", "runner_up", "kan", "mag", *of_draws, "worth", "gain", "investment",
        "months_to_start", "months_to_income",
    )  # fmt: skip


def _named(table: pl.DataFrame, say: Words) -> pl.DataFrame:
    """Options and bands by their names for people."""
    found = [c for c in ("advice", "runner_up", "set_off_advice") if c in table.columns]
    names = sorted({n for c in found for n in table[c].drop_nulls().unique()})
    return table.with_columns(
        [
            pl.col(c).replace_strict(
                names, [say.option(n) for n in names], default=None, return_dtype=pl.String
            )
            for c in found
        ]
        if names
        else []
    )


def _formats(book: Any) -> dict[str, Any]:
    kinds = {
        "euro": "#,##0;[Red]-#,##0",
        "share": "0%",
        "number": "#,##0.0",
        "whole": "0",
        "text": "@",
        "date": "yyyy-mm-dd",
    }
    out = {k: book.add_format({"num_format": v, "valign": "top"}) for k, v in kinds.items()}
    out["head"] = book.add_format(
        {"bold": True, "bottom": 2, "bottom_color": "#0B5D66", "text_wrap": True, "valign": "bottom"}
    )
    out["note"] = book.add_format({"italic": True, "font_color": "#5B6773"})
    out |= {f"band_{k}": book.add_format({"bg_color": v}) for k, v in BANDS.items()}
    out |= {"loss": book.add_format({"bg_color": "#F6CFCB"}), "win": book.add_format({"bg_color": "#D5EBDD"})}
    return out


def _printed(sheet: Any) -> None:
    """Headings that stay, on the screen and on paper: lying, as wide as a page."""
    sheet.freeze_panes(2, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)


#: Widths of columns of words.
WIDE = {"name": 26, "advice": 26, "runner_up": 26, "set_off_advice": 26, "municipality": 18, "owner_id": 18}


def _sheet(book: Any, page: Page, formats: dict[str, Any], lang: Lang) -> None:
    say = Words(lang)
    sheet = book.add_worksheet(page.title[:31])
    table = page.table
    _printed(sheet)
    kinds = [_kind(c, table.schema[c]) for c in table.columns]
    for i, (name, kind) in enumerate(zip(table.columns, kinds, strict=True)):
        sheet.set_column(i, i, WIDE.get(name, 15 if kind == "euro" else 13))
    sheet.write_string(0, 0, page.note, formats["note"])
    for i, name in enumerate(table.columns):
        sheet.write_string(1, i, say.column(name), formats["head"])
    bands = {k: say(f"band.{k}") for k in BANDS}
    for n, row in enumerate(table.iter_rows(), 2):
        for i, (value, name, kind) in enumerate(zip(row, table.columns, kinds, strict=True)):
            _cell(sheet, n, i, bands.get(value, value) if name in ("kan", "mag") else value, formats[kind])
    last = max(table.height + 1, 2)
    sheet.autofilter(1, 0, last, max(table.width - 1, 0))
    for i, name in enumerate(table.columns):
        if name in ("kan", "mag"):
            for band, word in bands.items():
                sheet.conditional_format(
                    2,
                    i,
                    last,
                    i,
                    {
                        "type": "cell",
                        "criteria": "==",
                        "value": f'"{word}"',
                        "format": formats[f"band_{band}"],
                    },
                )
        elif name in SIGNED:
            sheet.conditional_format(
                2, i, last, i, {"type": "cell", "criteria": "<", "value": 0, "format": formats["loss"]}
            )
            sheet.conditional_format(
                2, i, last, i, {"type": "cell", "criteria": ">", "value": 0, "format": formats["win"]}
            )
        elif name == "score":
            sheet.conditional_format(
                2,
                i,
                last,
                i,
                {
                    "type": "data_bar",
                    "bar_color": "#0B5D66",
                    "min_type": "num",
                    "min_value": 0,
                    "max_type": "num",
                    "max_value": 100,
                },
            )


def _kind(name: str, kind: pl.DataType) -> str:
    if name in SHARES:
        return "share"
    if name in EURO or (
        kind == pl.Float64
        and name
        not in ("score", "months_to_start", "months_to_income", "vacant_area", "gross_area", "lettable_area")
    ):
        return "euro"
    if kind.is_integer():
        return "whole"
    return "number" if kind.is_float() else "date" if kind.is_temporal() else "text"


def _cell(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    elif isinstance(value, str):
        sheet.write_string(row, column, guard(value))
    else:
        sheet.write_datetime(row, column, value, form)
