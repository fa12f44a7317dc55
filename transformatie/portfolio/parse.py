"""Raw cells to values, by column: numbers in Dutch or English notation, dates, yes and no, words of choice.

Nothing is guessed cell by cell. One notation holds for a file; where the cells do not tell which, `1.234` is refused
rather than read as one or the other. A cell that cannot be read stays empty and is told as a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl

from transformatie.portfolio.columns import Column
from transformatie.portfolio.headers import spellings, table

Notation = Literal["auto", "auto-nl", "nl", "en", "cells"]

#: Cells that say that there is nothing.
SPACES = r"[\s\u{00a0}\u{202f}\u{2009}'€]"
DUTCH = r"^[-+]?([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d+)?$"
ENGLISH = r"^[-+]?(([1-9]\d{0,2}(,\d{3})+|\d+)(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?$"
#: Only a Dutch, only an English reader writes these; what fits neither is read by both alike.
ONLY_DUTCH = r"^[-+]?(\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}|\d+,\d{1,2}|\d+,\d{4,}|0,\d+)$"
ONLY_ENGLISH = r"^[-+]?(\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}|\d+\.\d{1,2}|\d+\.\d{4,}|0?\.\d+|\d+(\.\d+)?[eE][-+]?\d+)$"
#: In a cell that is text among numbers: one group of three after a sign may be either.
EITHER = r"^[-+]?[1-9]\d{0,2}[.,]\d{3}$"
DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d")


def parsed(
    raw: pl.DataFrame, columns: Mapping[str, Column], notation: Notation
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The values of each column, and for each column whether a cell could not be read.

    raw: a column of cells for each of `columns`, of any kind polars has.
    """
    numbers = [n for n, c in columns.items() if c.kind in ("number", "whole") and raw[n].dtype == pl.String]
    notation = settled(raw, numbers, notation)
    values, bad = [], []
    for name, column in columns.items():
        cell = cleaned(name) if raw[name].dtype == pl.String else pl.col(name)
        value = _value(cell, column, raw[name].dtype, notation).alias(name)
        values.append(value)
        bad.append((cell.is_not_null() & value.is_null()).fill_null(False).alias(name))
    return raw.select(values), raw.select(bad)


def cleaned(name: str) -> pl.Expr:
    """The text of a cell without spaces around it; nothing where it says that there is nothing."""
    text = pl.col(name).str.strip_chars(" \t\r\n\u00a0\ufeff")
    return pl.when(text.str.to_lowercase().is_in(list(table()["nothing"]))).then(None).otherwise(text)


def settled(raw: pl.DataFrame, names: Sequence[str], notation: Notation) -> Notation:
    """The notation of a file: as named, else as its own cells tell; where they do not, Dutch in a file with semicolons.

    `cells` (a workbook, Parquet) stays: there each cell of text is read on its own, and refused where it may be either.
    """
    if notation not in ("auto", "auto-nl") or not names:
        return "nl" if notation == "auto-nl" else "en" if notation == "auto" else notation
    counts = raw.select(
        [
            pl.sum_horizontal([_bare(n).str.contains(p).sum() for n in names]).alias(k)
            for k, p in (("nl", ONLY_DUTCH), ("en", ONLY_ENGLISH))
        ]
    ).row(0)
    if counts[0] == counts[1] == 0:
        return "nl" if notation == "auto-nl" else "en"
    return "nl" if counts[0] >= counts[1] else "en"


def _bare(name: str) -> pl.Expr:
    """A number without signs of currency, spaces, share and the dash that stands for no cents."""
    text = cleaned(name).str.replace_all(SPACES, "").str.replace_all("[−–]", "-", literal=False)
    return text.str.replace(r",-+$", "").str.strip_suffix("%")


def _value(cell: pl.Expr, column: Column, kind: pl.DataType, notation: Notation) -> pl.Expr:
    if column.kind in ("number", "whole"):
        return _number(cell, column, kind, notation)
    if column.kind == "date":
        return _date(cell, kind)
    if column.kind == "flag":
        return _flag(cell, kind)
    return _text(cell, column, kind)


def _number(cell: pl.Expr, column: Column, kind: pl.DataType, notation: Notation) -> pl.Expr:
    if kind == pl.String:
        bare = _bare(column.name)
        nl = pl.when(bare.str.contains(DUTCH)).then(
            bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        )
        en = pl.when(bare.str.contains(ENGLISH)).then(bare.str.replace_all(",", "", literal=True))
        if notation == "cells":
            both = pl.when(bare.str.contains(EITHER)).then(None)
            text = (
                both.when(bare.str.contains(ONLY_DUTCH))
                .then(nl.otherwise(None))
                .otherwise(en.otherwise(None))
            )
        else:
            text = nl.otherwise(None) if notation == "nl" else en.otherwise(None)
        number = text.cast(pl.Float64, strict=False)
        number = pl.when(cell.str.contains("%")).then(number / 100.0).otherwise(number)
    elif kind.is_numeric():
        number = cell.cast(pl.Float64)
    else:
        return pl.lit(None, dtype=pl.Float64)
    number = pl.when(number.is_finite()).then(number)
    if column.kind == "whole":
        return pl.when(number == number.round(0)).then(number).cast(pl.Int64, strict=False)
    return number


def _date(cell: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind == pl.String:
        text = cell.str.replace(r"[ T]00:00:00(\.0+)?$", "")
        return pl.coalesce([text.str.to_date(form, strict=False, exact=True) for form in DATES])
    if kind.is_temporal():
        return cell.cast(pl.Date, strict=False)
    return pl.lit(None, dtype=pl.Date)


def _flag(cell: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Boolean:
        return cell
    text = (
        cell.cast(pl.Float64).cast(pl.Int64, strict=False).cast(pl.String)
        if kind.is_numeric()
        else cell.cast(pl.String)
    )
    words = {w: key == "true" for key, ws in table()["flags"].items() for w in ws}
    return (
        text.str.strip_chars()
        .str.to_lowercase()
        .replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.Boolean)
    )


def _text(cell: pl.Expr, column: Column, kind: pl.DataType) -> pl.Expr:
    if kind.is_numeric():
        whole = cell.cast(pl.Float64)
        text = (
            pl.when(whole == whole.round(0))
            .then(whole.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(cell.cast(pl.String))
        )
        if column.pattern == r"^\d{16}$":  # a workbook eats leading zeros, and the last digit of sixteen
            text = pl.when(text.str.len_chars() <= 15).then(text.str.zfill(16)).otherwise(text)
    else:
        text = cell.cast(pl.String, strict=False)
    if not column.choices:
        return text
    words = spellings(column.choices)
    return (
        text.str.strip_chars()
        .str.to_lowercase()
        .replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.String)
    )
