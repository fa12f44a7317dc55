"""Fill area, year and label by id from exported files of public registers: BAG (CSV or GeoPackage) and EP-online (CSV).

Not yet tried on a real export: the names of columns are those of the registers' documentation. Only empty cells are
filled; what the table says itself stays.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from transformatie.errors import InputError, Problem
from transformatie.portfolio.source import encoding_of, separator_of

#: Columns of the registers, in plain letters, → column of the table.
KEYS = ("identificatie", "pandidentificatie", "bagpandid", "pandbagpandid", "pandbagpandids")
FIELDS = {
    "bouwjaar": "building.built", "oorspronkelijkbouwjaar": "building.built", "pandbouwjaar": "building.built",
    "oppervlakte": "building.lettable_floor_area", "oppervlaktemin": "", "pandenergieklasse": "building.energy_label",
    "energieklasse": "building.energy_label",
}  # fmt: skip
FILLED = ("building.built", "building.lettable_floor_area", "building.energy_label")
BAG_ID = "building.bag_id"


@dataclass(frozen=True)
class Registers:
    """What the registers say, one row an id."""

    table: pl.DataFrame

    def fill(self, raw: pl.DataFrame) -> pl.DataFrame:
        """The raw table with empty cells filled where the register knows the building."""
        if BAG_ID not in raw.columns:
            return raw
        keyed = raw.with_columns(
            pl.col(BAG_ID).cast(pl.String, strict=False).str.strip_chars().str.zfill(16).alias("_bag")
        )
        joined = keyed.join(
            self.table, left_on="_bag", right_on="id", how="left", suffix="@register", maintain_order="left"
        )
        out = raw
        for name in self.table.columns:
            if name == "id":
                continue
            found = joined[f"{name}@register"] if f"{name}@register" in joined.columns else joined[name]
            own = (
                raw[name].cast(pl.String)
                if name in raw.columns
                else pl.Series([None], dtype=pl.String).new_from_index(0, raw.height)
            )
            own = own.replace("", None)
            out = out.with_columns(pl.Series(name, own).fill_null(found))
        return out


def plain(text: str) -> str:
    """A heading in plain letters.

    >>> plain("Pand_bagpandid"), plain("oorspronkelijk bouwjaar")
    ('pandbagpandid', 'oorspronkelijkbouwjaar')
    """
    return "".join(c for c in text.lower() if c.isalnum())


def read(paths: Sequence[Path]) -> Registers | None:
    """What the files say together; of two that know a building, the first named.

    Errors: InputError for a file without an id or without any field that is used.
    """
    if not paths:
        return None
    tables = [_geopackage(p) if p.suffix.lower() == ".gpkg" else _csv(p) for p in paths]
    names = sorted({c for t in tables for c in t.columns if c != "id"})
    whole = pl.concat(
        [
            t.with_columns(
                [pl.lit(None, dtype=pl.String).alias(n) for n in names if n not in t.columns]
            ).select("id", *names)
            for t in tables
        ]
    )
    return Registers(
        whole.group_by("id", maintain_order=True).agg([pl.col(n).drop_nulls().first() for n in names])
    )


def _csv(path: Path) -> pl.DataFrame:
    encoding = encoding_of(path)
    text = path.read_text(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    first = text.partition("\n")[0]
    table = pl.read_csv(
        text.encode(), separator=separator_of(first), infer_schema=False, truncate_ragged_lines=True
    )
    return _picked(path, table)


def _geopackage(path: Path) -> pl.DataFrame:
    """The attributes of a GeoPackage, which is an SQLite file; its geometry is left alone."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
            names = [
                r[0]
                for r in base.execute("select table_name from gpkg_contents where data_type = 'features'")
            ]
            found = []
            for name in names:
                columns = [r[1] for r in base.execute(f'pragma table_info("{name.replace(chr(34), "")}")')]
                wanted = [c for c in columns if plain(c) in KEYS or FIELDS.get(plain(c))]
                if any(plain(c) in KEYS for c in wanted) and len(wanted) > 1:
                    listed = ", ".join(f'cast("{c}" as text)' for c in wanted)
                    rows = base.execute(f'select {listed} from "{name.replace(chr(34), "")}"').fetchall()
                    found.append(
                        _picked(
                            path, pl.DataFrame(rows, schema=dict.fromkeys(wanted, pl.String), orient="row")
                        )
                    )
    except sqlite3.DatabaseError as error:
        raise _refused(path, str(error)) from error
    if not found:
        raise _refused(path, ", ".join(names)[:80] or "-")
    return pl.concat(found, how="diagonal")


def _picked(path: Path, table: pl.DataFrame) -> pl.DataFrame:
    key = next((c for c in table.columns if plain(c) in KEYS), None)
    fields = {c: FIELDS[plain(c)] for c in table.columns if FIELDS.get(plain(c))}
    if key is None or not fields:
        raise _refused(path, ", ".join(table.columns)[:80])
    picked = {name: c for c, name in reversed(fields.items())}
    return table.select(
        pl.col(key).str.strip_chars().str.zfill(16).alias("id"),
        *(pl.col(c).replace("", None).alias(n) for n, c in picked.items()),
    )


def _refused(path: Path, read_: str) -> InputError:
    return InputError([Problem(str(path), 1, "-", read_, "een export van BAG of EP-online met id en bouwjaar, oppervlakte of energieklasse",
                               "an export of BAG or EP-online with id and year, area or energy class")])  # fmt: skip
