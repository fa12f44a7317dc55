"""Which rows of a table are sound, by column; and for those that are not, every mistake in words.

The limits come from the one schema (`columns`). By column, polars finds the rows that may be wrong; those, and rows
with columns no rule here knows, are then read one by one as if each were a file, which gives the words of a file. So a
row is judged by the same model whichever way it comes in, and a sound row costs no more than its columns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from pydantic import ValidationError

from transformatie.errors import Problem
from transformatie.input.building import Building, Read, field_names
from transformatie.input.checks import cross_checks
from transformatie.messages import allowed, problems
from transformatie.portfolio.columns import ENDS, RATES, Column, column, fixed, nested, of_list
from transformatie.portfolio.parse import Notation, parsed
from transformatie.portfolio.source import ROW
from transformatie.yaml_lines import Document

ID = "id"
#: Columns whose relations are checked here by column; a row that fills any other is read as a file.
PLAIN = (
    ID, "building.name", "building.address", "building.municipality", "building.bag_id", "building.built", "building.renovated",
    "building.gross_floor_area", "building.lettable_floor_area", "building.site_area", "building.storeys", "building.floor_depth",
    "building.floor_height", "building.facade_module", "building.energy_label", "building.monument", "building.asbestos",
    "building.parking_places", "building.housing_allowed", "building.vacant_since", "owner.id", "owner.kind", "owner.marginal_rate",
    "owner.fiscal_unity", "owner.deadline", "owner.loss_limit", "books.use", "books.acquired", "books.cost", "books.land", "books.residual",
    "books.life", "books.fiscal_structure", "books.fiscal_land", "books.commercial", "books.commercial_basis", "assess.date",
    "assess.application_date", "assess.horizon_years",
)  # fmt: skip
#: Families, and parts of the file, that are as plain.
PLAIN_PARTS = (
    "owner.discount_rate.",
    "owner.other_profit.",
    "owner.losses.",
    "books.woz.",
    "market.",
    "leases.",
)
LEASE = "leases"
Refusals = list[Problem]


@dataclass(frozen=True)
class Checked:
    """The sound rows of a slab with their values, those of them that need the long way, and what was refused."""

    rows: pl.DataFrame
    long_way: pl.Series
    leases: pl.DataFrame
    refused: tuple[Problem, ...]


def is_plain(name: str) -> bool:
    """Whether the relations of a column are known here."""
    return name in PLAIN or name.startswith(PLAIN_PARTS)


def kind_of(name: str) -> Column:
    """The column of a name in a table; the id is text."""
    return Column(ID, "text", longest=200) if name == ID else column(name) or Column(name, "text")


def missing_columns(names: Sequence[str], file: str) -> list[Problem]:
    """Compulsory columns that a table lacks altogether: told once, not for every row."""
    wanted = [
        c.name
        for c in fixed().values()
        if c.required
        and c.parent in ("building", "owner", "books", "assess")
        and c.name != "building.vacant_since"
    ]
    wanted.append(f"{RATES}.after_tax.asset")
    lacking = [n for n in wanted if n not in names]
    if not any(n.startswith("books.woz.") for n in names):
        lacking.append("books.woz.<jaar>")
    return [Problem(file, 1, n, "-", "een kolom (verplicht)", "a column (compulsory)") for n in lacking]


def checked(
    raw: pl.DataFrame, leases: pl.DataFrame, notation: Notation, file: str, headings: Mapping[str, str]
) -> Checked:
    """Judge a slab. raw: cells by column, with `_row`; leases: those of its rows, as `lease_table` gives them."""
    columns = {n: kind_of(n) for n in raw.columns if n != ROW}
    values, bad = parsed(raw, columns, notation)
    values = values.with_columns(raw[ROW])
    filled = pl.any_horizontal(pl.all().exclude(ROW).is_not_null())
    something = raw.select(filled).to_series()
    wrong_cells = bad.select(pl.any_horizontal(pl.all())).to_series()
    suspect = (
        wrong_cells
        | values.select(
            pl.any_horizontal(outside(columns), _lacking(columns), _crossed(columns)).alias("x")
        ).to_series()
    )
    suspect |= _crossed_leases(values, leases)
    rich = [n for n in columns if not is_plain(n)]
    long_way = values.select(
        pl.any_horizontal([pl.col(ROW).is_null(), *(pl.col(n).is_not_null() for n in rich)])
    ).to_series()
    slow = (suspect | long_way) & something
    refused, wrong = _by_row(values, raw, bad, leases, slow, file, headings)
    keep = something & ~values[ROW].is_in(list(wrong))
    return Checked(values.filter(keep), long_way.filter(keep), leases, tuple(refused))


# --- by column ---------------------------------------------------------------------------------------------------


def outside(columns: Mapping[str, Column]) -> pl.Expr:
    """Whether a row has a value outside the limits of its column."""
    wrong: list[pl.Expr] = []
    for name, c in columns.items():
        value = pl.col(name)
        tests = ((c.above, value.le), (c.least, value.lt), (c.below, value.ge), (c.most, value.gt))
        wrong += [test(limit) for limit, test in tests if limit is not None]
        if c.pattern:
            wrong.append(~value.str.contains(c.pattern))
        if c.longest is not None:
            wrong.append(value.str.len_chars() > c.longest)
    return pl.any_horizontal(wrong).fill_null(False) if wrong else pl.lit(value=False)


def _lacking(columns: Mapping[str, Column]) -> pl.Expr:
    """Whether a row lacks a value that its own part of the file cannot do without."""
    wrong: list[pl.Expr] = []
    always = ("building", "owner", "books", "assess")
    for c in [c for c in fixed().values() if c.required and c.name != "building.vacant_since"]:
        here = pl.col(c.name).is_null() if c.name in columns else pl.lit(value=True)
        if c.parent in always:
            wrong.append(here)
            continue
        others = [pl.col(n).is_not_null() for n in columns if n.startswith(f"{c.parent}.") and n != c.name]
        if others:
            wrong.append(here & pl.any_horizontal(others))
    for family in ("books.loans", LEASE):
        numbers = {n.split(".")[len(family.split("."))] for n in columns if n.startswith(f"{family}.")}
        for i in numbers:
            parts = [n for n in columns if n.startswith(f"{family}.{i}.")]
            need = [f"{family}.{i}.{f}" for f, c in of_list(family).items() if c.required]
            some = pl.any_horizontal([pl.col(n).is_not_null() for n in parts])
            lacks = [pl.col(n).is_null() if n in columns else pl.lit(value=True) for n in need]
            wrong.append(some & pl.any_horizontal(lacks))
    if f"{RATES}.after_tax.asset" in columns:
        wrong.append(pl.col(f"{RATES}.after_tax.asset").is_null())
    woz = [n for n in columns if n.startswith("books.woz.")]
    wrong.append(pl.all_horizontal([pl.col(n).is_null() for n in woz]) if woz else pl.lit(value=True))
    return pl.any_horizontal(wrong).fill_null(False)


def _crossed(columns: Mapping[str, Column]) -> pl.Expr:
    """Whether a row breaks a relation between its columns: the rules of `checks`, for the plain columns."""

    def c(name: str) -> pl.Expr:
        return pl.col(name) if name in columns else pl.lit(None)

    on = c("assess.date")
    wrong = [
        c("building.lettable_floor_area") > c("building.gross_floor_area"),
        c("building.renovated") < c("building.built"),
        c("building.built") > on.dt.year() if "assess.date" in columns else pl.lit(value=False),
        c("building.vacant_since") > on,
        (c("owner.kind") == "ib") & c("owner.marginal_rate").is_null(),
        c(f"{RATES}.pre_tax.equity").is_not_null(),
        c("books.land") > c("books.cost"),
        c("books.acquired") > on,
        c("assess.application_date") < on,
    ]
    if "assess.date" in columns and (woz := [n for n in columns if n.startswith("books.woz.")]):
        known = [pl.col(n).is_not_null() & (on.dt.year() >= int(n.rpartition(".")[2])) for n in woz]
        wrong.append(~pl.any_horizontal(known))
    for name in columns:
        head, _, last = name.rpartition(".")
        if last in ENDS and column(name) is not None and column(head) is not None:
            low, mid, high = (c(n) for n in (f"{head}.low", head, f"{head}.high"))
            whole = low.is_not_null() & mid.is_not_null() & high.is_not_null()
            wrong += [pl.col(name).is_not_null() & ~whole, ~((low <= mid) & (mid <= high))]
        if name.endswith(".then") and name.startswith("options."):
            wrong.append(pl.col(name) == name.split(".")[1])
    return pl.any_horizontal([w.fill_null(False) for w in wrong])


def _crossed_leases(values: pl.DataFrame, leases: pl.DataFrame) -> pl.Series:
    """Whether the leases of a row are wrong in themselves, or do not fit the building."""
    needed = ("building.lettable_floor_area", "assess.date")
    if not all(n in values.columns for n in needed):
        return values[ROW].is_not_null()
    inline = [n for n in values.columns if n.startswith("leases.")]
    if inline:
        return values.select(pl.any_horizontal([pl.col(n).is_not_null() for n in inline])).to_series()
    both = leases.select(ROW, "area", "start", "end", "break", "_bad").join(
        values.select(ROW, *needed), on=ROW, how="inner"
    )
    lettable, on = pl.col(needed[0]), pl.col(needed[1])
    start, end = pl.col("start"), pl.col("end")
    let = pl.when((start <= on) & (on < end)).then(pl.col("area")).otherwise(0.0)
    wrong = [pl.col("_bad"), end <= start, ~pl.col("break").is_between(start, end), pl.col("area") > lettable]
    found = both.group_by(ROW).agg(
        pl.any_horizontal([w.fill_null(False) for w in wrong]).any().alias("wrong"), let.sum().alias("let")
    )
    joined = values.select(
        ROW, lettable.alias("lettable"),
        (pl.col("building.vacant_since").is_null() if "building.vacant_since" in values.columns else pl.lit(value=True)).alias("full"),
    ).join(found, on=ROW, how="left", maintain_order="left")  # fmt: skip
    let, lettable = pl.col("let").fill_null(0.0), pl.col("lettable")
    sums = (let > lettable * (1 + 1e-9)) | ((let < lettable * (1 - 1e-9)) & pl.col("full"))
    return joined.select((pl.col("wrong").fill_null(False) | sums.fill_null(False)).alias("x")).to_series()


# --- by row ------------------------------------------------------------------------------------------------------


def _by_row(
    values: pl.DataFrame,
    raw: pl.DataFrame,
    bad: pl.DataFrame,
    leases: pl.DataFrame,
    slow: pl.Series,
    file: str,
    headings: Mapping[str, str],
) -> tuple[Refusals, set[int]]:
    """Read the rows that may be wrong as files, and tell what is."""
    refused: Refusals = []
    wrong: set[int] = set()
    if not slow.any():
        return refused, wrong
    chosen = values.filter(slow)
    cells, lost = raw.filter(slow), bad.filter(slow)
    own = _leases_by_row(leases.filter(pl.col(ROW).is_in(chosen[ROW].to_list())))
    for row, as_read, not_read in zip(
        chosen.iter_rows(named=True), cells.iter_rows(named=True), lost.iter_rows(named=True), strict=True
    ):
        unread = {n: as_read[n] for n, flag in not_read.items() if flag}
        found = _mistakes({**row, **unread}, own.get(row[ROW], []), file, headings, unread)
        if found:
            wrong.add(row[ROW])
            refused += found
    return refused, wrong


def _mistakes(
    row: Mapping[str, Any],
    leases: Sequence[Mapping[str, Any]],
    file: str,
    headings: Mapping[str, str],
    unread: Mapping[str, Any],
) -> Refusals:
    """Every mistake of one row."""
    _read, found = read_row(row, leases, file)
    told = {p.where for p in found}
    for name, cell in unread.items():
        if name not in told:
            nl, en = allowed({"number": "float_parsing", "whole": "int_parsing", "date": "date_parsing", "flag": "bool_parsing"}
                             .get(kind_of(name).kind, "literal_error"), {"expected": ", ".join(kind_of(name).choices)}, "")  # fmt: skip
            found.append(Problem(file, row[ROW], name, f"{cell!r}"[:60], nl, en))
    return [
        Problem(p.file, p.line, headings.get(p.where, p.where), p.read, p.allowed_nl, p.allowed_en, p.nearest)
        for p in dict.fromkeys(found)
    ]


def document_of(row: Mapping[str, Any], leases: Sequence[Mapping[str, Any]], file: str) -> Document:
    """One row as the document of an input file; every field stands on the row."""
    cells = {
        n: (v.isoformat() if isinstance(v, date) else v)
        for n, v in row.items()
        if n not in (ROW, ID) and v is not None
    }
    values = nested(cells)
    if leases:
        values["leases"] = [
            {k: (v.isoformat() if isinstance(v, date) else v) for k, v in lease.items() if v is not None}
            for lease in leases
        ] + values.get("leases", [])
    return Document(file, values, {(): int(row[ROW])})


def read_row(
    row: Mapping[str, Any], leases: Sequence[Mapping[str, Any]], file: str
) -> tuple[Read | None, Refusals]:
    """One row as a building that was read, or every mistake in it."""
    document = document_of(row, leases, file)
    try:
        building = Building.model_validate(document.values)
    except ValidationError as error:
        return None, problems(error, document, (), field_names()) + cross_checks(document)
    found = cross_checks(document)
    sha = hashlib.sha256(json.dumps(document.values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    read = Read(building, document, sha)
    return (None if found else read), found


def _leases_by_row(leases: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    out: dict[int, list[dict[str, Any]]] = {}
    for lease in leases.drop("_bad", "_line").iter_rows(named=True):
        out.setdefault(lease.pop(ROW), []).append(lease)
    return out
