"""The leases of a table: each with the row of its building, and those that belong to none."""

from __future__ import annotations

from typing import Any

import polars as pl

from transformatie.errors import Problem
from transformatie.messages import allowed
from transformatie.portfolio.check import ID, LEASE, Refusals, outside
from transformatie.portfolio.columns import Column, of_list
from transformatie.portfolio.parse import Notation, parsed
from transformatie.portfolio.source import ROW


def lease_table(
    raw: pl.DataFrame | None, ids: pl.DataFrame, notation: Notation, file: str
) -> tuple[pl.DataFrame, Refusals]:
    """The leases of all rows: values by field, with the row of their building; and those that belong to none.

    raw: cells by field, with `_row`, and `id` of the building (a list inside Parquet already has its building's row).
    ids: `_row` and `id` of every building. `_bad`: a cell could not be read, or lies outside its limits.
    """
    item = of_list(LEASE)
    empty = pl.DataFrame(
        schema={
            ROW: pl.Int64,
            **{f: _kind(c) for f, c in item.items()},
            "_bad": pl.Boolean,
            "_line": pl.Int64,
        }
    )
    if raw is None or not raw.height:
        return empty, []
    columns = {f: c for f, c in item.items() if f in raw.columns}
    values, bad = parsed(raw, columns, notation)
    lacking = [
        pl.lit(value=True) if f not in columns else pl.col(f).is_null() for f, c in item.items() if c.required
    ]
    wrong = bad.select(pl.any_horizontal(pl.all())).to_series() | values.select(outside(columns)).to_series()
    wrong |= values.select(pl.any_horizontal(lacking)).to_series()
    unread = raw.select([pl.when(bad[f]).then(pl.col(f).cast(pl.String)).alias(f) for f in columns])
    table = values.with_columns(
        [pl.lit(None, dtype=_kind(c)).alias(f) for f, c in item.items() if f not in columns]
    )
    table = table.select(*item, wrong.alias("_bad"), raw[ROW].alias("_line"))
    if ID not in raw.columns:
        return table.rename({"_line": ROW}).with_columns(pl.lit(None, dtype=pl.Int64).alias("_line")).select(
            empty.columns
        ), []
    refused = [
        Problem(file, int(line), f, f"{cell!r}"[:60], *allowed("float_parsing" if item[f].kind == "number" else "date_parsing", {}, ""))
        for f in columns for line, cell in zip(raw[ROW], unread[f], strict=True) if cell is not None
    ]  # fmt: skip
    key = raw[ID].cast(pl.String, strict=False).str.strip_chars()
    joined = table.with_columns(key.alias(ID)).join(
        ids.select(ROW, ID), on=ID, how="left", maintain_order="left"
    )
    lost = joined.filter(pl.col(ROW).is_null())
    refused += [
        Problem(
            file,
            int(line),
            ID,
            f"{key!r}"[:60],
            "het id van een gebouw in de tabel",
            "the id of a building of the table",
        )
        for line, key in lost.select("_line", ID).iter_rows()
    ]
    return joined.filter(pl.col(ROW).is_not_null()).sort(ROW, maintain_order=True).select(
        empty.columns
    ), refused


def _kind(column: Column) -> pl.DataType:
    kinds: dict[str, Any] = {
        "number": pl.Float64,
        "whole": pl.Int64,
        "text": pl.String,
        "date": pl.Date,
        "flag": pl.Boolean,
    }
    found: pl.DataType = kinds[column.kind]()
    return found
