"""Portfolios: columns and headings, notation, readers, and rows judged by column as the model judges a file."""

from __future__ import annotations

import random
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import polars.testing
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.cli import main
from transformatie.errors import InputError
from transformatie.portfolio import check, columns, headers, registers
from transformatie.portfolio.check import checked, kind_of, read_row
from transformatie.portfolio.leases import lease_table
from transformatie.portfolio.parse import parsed
from transformatie.portfolio.sample import blocks
from transformatie.portfolio.source import ROW, Source, opened
from transformatie.portfolio.template import write_template
from transformatie.portfolio.write import write_stock


def judged(source: Source) -> check.Checked:
    raw = source.scan().collect()
    ids = raw.select(ROW, pl.col("id").cast(pl.String))
    listed = source.scan_leases()
    leases, _lost = lease_table(
        None if listed is None else listed.collect(),
        ids,
        source.leases.notation if source.leases else "auto",
        source.leases.file if source.leases else "",
    )
    return checked(raw, leases, source.buildings.notation, source.buildings.file, source.columns.columns)


def stock(n: int = 300, seed: int = 5) -> pl.DataFrame:
    return pl.concat(list(blocks(n, seed)))


# --- headings ----------------------------------------------------------------------------------------------------


def test_every_heading_of_ours_is_read_back_as_its_column():
    names = [
        *columns.fixed(),
        "books.woz.2026",
        "owner.losses.2024",
        "owner.other_profit.2027",
        "books.loans.2.rate",
    ]
    for lang in ("nl", "en"):
        for name in names:
            assert headers.column_of(headers.heading(name, lang)) == name, (lang, name)
        for field in columns.of_list("leases"):
            assert headers.lease_column_of(headers.lease_heading(field, lang)) == field


def test_no_heading_stands_for_two_columns():
    seen: dict[str, str] = {}
    for name, languages in headers.table()["columns"].items():
        for text in (h for hs in languages.values() for h in hs):
            key = headers.plain(text)
            assert seen.setdefault(key, name) == name, text


def test_headers_yaml_names_only_columns_that_exist():
    for name in headers.table()["columns"]:
        assert name in headers.OWN or columns.column(name), name
    for family, fields in headers.table()["items"].items():
        for field in fields:
            assert field in columns.of_list(family) or field == "id", (family, field)


def test_two_headings_of_one_column_are_refused():
    with pytest.raises(InputError, match=r"building\.built"):
        headers.mapped(["Bouwjaar", "Year built"], "x.csv", {})


def test_an_unknown_heading_names_the_nearest(tmp_path: Path):
    found = headers.mapped(["Bouwjar"], "x.csv", {})
    assert found.ignored == {"Bouwjar": "bouwjaar"}
    own = tmp_path / "map.yaml"
    own.write_text("Bouwjar: building.built\n")
    assert headers.mapped(["Bouwjar"], "x.csv", headers.read_map(own)).columns == {
        "building.built": "Bouwjar"
    }
    own.write_text("Bouwjar: building.bilt\n")
    with pytest.raises(InputError, match="building"):
        headers.read_map(own)


# --- notation ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, nl, en, cells",
    [
        ("1.234.567,50", 1234567.5, None, 1234567.5),
        ("1,234,567.50", None, 1234567.5, 1234567.5),
        ("€ 1.234", 1234.0, 1.234, None),
        ("0.065", None, 0.065, 0.065),
        ("0,065", 0.065, None, 0.065),
        ("6,5%", 0.065, None, 0.065),
        ("12.5", None, 12.5, 12.5),
        ("1.234,-", 1234.0, 1.234, None),
        ("−5", -5.0, -5.0, -5.0),
        ("1e6", None, 1e6, 1e6),
        ("19x7", None, None, None),
        ("1.23.4", None, None, None),
        ("inf", None, None, None),
    ],
)
def test_numbers_by_notation(text: str, nl: float | None, en: float | None, cells: float | None):
    raw = pl.DataFrame({"books.cost": [text]})
    for notation, expected in (("nl", nl), ("en", en), ("cells", cells)):
        values, bad = parsed(raw, {"books.cost": kind_of("books.cost")}, notation)  # type: ignore[arg-type]
        assert values["books.cost"].to_list() == [pytest.approx(expected) if expected is not None else None]
        assert bad["books.cost"].to_list() == [expected is None], (text, notation)


def test_a_file_has_one_notation_told_by_its_own_cells():
    column = {"books.cost": kind_of("books.cost")}
    for cells, expected in ((["1.234", "1,5"], 1234.0), (["1.234", "1.5"], 1.234)):
        values, _ = parsed(pl.DataFrame({"books.cost": cells}), column, "auto")
        assert values["books.cost"][0] == expected
    assert parsed(pl.DataFrame({"books.cost": ["1.234"]}), column, "auto-nl")[0]["books.cost"][0] == 1234.0


def test_a_bag_id_that_a_workbook_made_a_number_keeps_its_zeros_or_is_refused():
    column = {"building.bag_id": kind_of("building.bag_id")}
    values, _ = parsed(pl.DataFrame({"building.bag_id": [344100000012345.0]}), column, "cells")
    assert values["building.bag_id"][0] == "0344100000012345"


def test_words_and_dates_in_either_language():
    raw = pl.DataFrame(
        {
            "owner.kind": ["B.V.", "corporatie"],
            "building.monument": ["ja", "No"],
            "assess.date": ["24-11-2026", "2026-11-24"],
        }
    )
    values, bad = parsed(raw, {n: kind_of(n) for n in raw.columns}, "nl")
    assert values["owner.kind"].to_list() == ["bv", "association"]
    assert values["building.monument"].to_list() == [True, False]
    assert set(values["assess.date"]) == {date(2026, 11, 24)}
    assert not bad.select(pl.any_horizontal(pl.all())).to_series().any()


# --- readers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_csv_xlsx_and_parquet_give_the_same_rows(tmp_path: Path, lang: Any):
    table = stock(120)
    found = []
    for kind in ("parquet", "csv", "xlsx"):
        path, work = tmp_path / f"s.{kind}", tmp_path / kind
        work.mkdir()
        assert write_stock([table.head(70), table.tail(50)], path, lang) == 120
        beside = next(tmp_path.glob("s-*.csv"), None) if kind == "csv" else None
        result = judged(opened(path, beside, {}, work))
        assert not result.refused, result.refused[:3]
        found.append(
            (
                result.rows.drop(ROW).select(sorted(c for c in result.rows.columns if c != ROW)),
                result.leases.drop(ROW, "_line"),
            )
        )
    for rows, leases in found[1:]:
        pl.testing.assert_frame_equal(rows, found[0][0], abs_tol=1e-9, rel_tol=1e-12)
        pl.testing.assert_frame_equal(leases, found[0][1], abs_tol=1e-9, rel_tol=1e-12)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str):
    path = tmp_path / "s.csv"
    path.write_text("Id;Naam;Commerciële boekwaarde\n1;Café “De Brug” – süd;1.234,50\n", encoding=encoding)
    source = opened(path, None, {}, tmp_path)
    row = source.scan().collect().row(0, named=True)
    assert row["building.name"] == "Café “De Brug” – süd"
    assert source.columns.columns["books.commercial"] == "Commerciële boekwaarde"


def test_rows_of_another_shape_are_told_and_the_rest_goes_on(tmp_path: Path):
    path = tmp_path / "s.csv"
    path.write_text("Id;Naam\n1;a\n2;b;c;d\n3;c\n4\n")
    source = opened(path, None, {}, tmp_path)
    assert source.scan().collect()["id"].to_list() == ["1", "3", "4"]
    assert [(p.line, p.read) for p in source.lost] == [(3, "4 velden")]


def test_the_template_is_a_sound_portfolio(tmp_path: Path):
    for lang in ("nl", "en"):
        path = tmp_path / f"{lang}.xlsx"
        write_template(path, date(2026, 11, 24), lang)  # type: ignore[arg-type]
        result = judged(opened(path, None, {}, tmp_path))
        assert result.rows.height == 1
        assert not result.refused
        assert result.leases.height == 1


# --- one schema, two readers -------------------------------------------------------------------------------------

#: Ways to spoil a sound row: column → values.
SPOILS: dict[str, list[Any]] = {
    "building.built": [1700, 2300, 2027], "building.gross_floor_area": [0.0, -5.0, 3e6, 10.0], "building.lettable_floor_area": [None, 1e9],
    "building.municipality": [None, "x" * 201], "building.energy_label": ["H"], "building.vacant_since": [None, date(2030, 1, 1)],
    "building.bag_id": ["12"], "building.storeys": [0, 201], "building.floor_height": [0.0, 21.0], "building.renovated": [1850],
    "owner.kind": [None, "ib", "xx"], "owner.loss_limit": [-1.0], "owner.discount_rate.after_tax.asset": [None, 0.6, -0.5],
    "owner.discount_rate.pre_tax.equity": [0.1], "books.cost": [None, 0.0, 1.0], "books.land": [-1.0, 1e12], "books.fiscal_land": [None],
    "books.woz.2026": [None, 0.0], "books.woz.2025": [-1.0], "owner.losses.2024": [0.0], "assess.date": [None], "assess.horizon_years": [0, 61],
    "assess.application_date": [date(2020, 1, 1)], "market.office_rent.basis": [None, "netto"], "market.office_yield.kind": [None],
    "market.office_rent.value.low": [1.0], "books.acquired": [date(2031, 1, 1)], "owner.marginal_rate": [0.7],
}  # fmt: skip


def test_a_row_is_judged_by_column_as_the_model_judges_a_file():
    base = stock(200, 9)
    leases, _ = lease_table(
        base.select(pl.int_range(1, pl.len() + 1).alias(ROW), "leases").filter(pl.col("leases").list.len() > 0).explode("leases").unnest("leases"),
        pl.DataFrame(schema={ROW: pl.Int64, "id": pl.String}), "cells", "x",
    )  # fmt: skip
    rng = random.Random(1)
    rows = base.drop("leases").with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.Int64)).to_dicts()
    for row in rows[20:]:
        for name in rng.sample(list(SPOILS), rng.choice([1, 1, 2])):
            row[name] = rng.choice(SPOILS[name])
    raw = pl.DataFrame(rows, infer_schema_length=None)
    found = checked(raw, leases, "cells", "x", {})
    kept = set(found.rows[ROW])
    assert set(range(1, 21)) <= kept
    own: dict[int, list[dict[str, Any]]] = {}
    for lease in leases.drop("_bad", "_line").iter_rows(named=True):
        own.setdefault(lease.pop(ROW), []).append(lease)
    for row in rows:
        cells = {n: v for n, v in row.items() if n != ROW}
        _read, wrong = read_row({ROW: row[ROW], **cells}, own.get(row[ROW], []), "x")
        assert (row[ROW] in kept) == (not wrong), (row[ROW], wrong[:2])
    told = {p.line for p in found.refused}
    assert told == set(range(1, 201)) - kept
    assert len(kept) < 150


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=6))
def test_any_text_in_a_cell_of_numbers_is_read_or_told(texts: list[str]):
    column = {"books.cost": kind_of("books.cost")}
    for notation in ("auto", "nl", "en", "cells"):
        values, bad = parsed(pl.DataFrame({"books.cost": texts}), column, notation)  # type: ignore[arg-type]
        silent = [t.strip(" \t\r\n\u00a0\ufeff").lower() in headers.table()["nothing"] for t in texts]
        for value, wrong, nothing in zip(values["books.cost"], bad["books.cost"], silent, strict=True):
            assert (value is not None) + wrong + nothing == 1


def test_limits_of_a_column_are_those_of_the_schema():
    assert kind_of("books.loans.1.rate").most == 0.3
    assert kind_of("building.bag_id").pattern == r"^\d{16}$"
    assert kind_of("owner.kind").choices[0] == "bv"


# --- registers ---------------------------------------------------------------------------------------------------


def test_registers_fill_only_empty_cells(tmp_path: Path):
    """Made by hand after the documented headings; not a real export."""
    bag = tmp_path / "bag.csv"
    bag.write_text(
        "identificatie,oorspronkelijkBouwjaar,oppervlakte\n0344100000000001,1975,1200\n344100000000002,1980,900\n"
    )
    labels = tmp_path / "ep.csv"
    labels.write_text("Pand_bagpandid;Pand_energieklasse\n0344100000000001;C\n")
    geo = tmp_path / "bag.gpkg"
    with sqlite3.connect(geo) as base:
        base.execute("create table gpkg_contents (table_name text, data_type text)")
        base.execute("create table pand (fid integer, geom blob, identificatie text, bouwjaar integer)")
        base.execute("insert into gpkg_contents values ('pand', 'features')")
        base.execute("insert into pand values (1, null, '0344100000000003', 1999)")
    found = registers.read([bag, labels, geo])
    assert found is not None
    raw = pl.DataFrame({
        "building.bag_id": ["0344100000000001", "0344100000000002", "0344100000000003", None],
        "building.built": ["1960", "", None, "1950"],
    })  # fmt: skip
    filled = found.fill(raw)
    assert filled["building.built"].to_list() == ["1960", "1980", "1999", "1950"]
    assert filled["building.lettable_floor_area"].to_list() == ["1200", "900", None, None]
    assert filled["building.energy_label"].to_list() == ["C", None, None, None]
    with pytest.raises(InputError, match="BAG"):
        registers.read([tmp_path / "bag.csv", _written(tmp_path / "x.csv", "a,b\n1,2\n")])


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command_takes_a_file_of_the_users_own_headings(tmp_path: Path):
    """Dutch notation, cp1252, headings by a map, leases beside it, one date for all; no row is lost."""
    table = stock(12, 3).drop("assess.date")
    path = tmp_path / "s.csv"
    write_stock([table], path, "nl")
    lines = path.read_text(encoding="utf-8-sig").replace("BVO;", "Grootte (m²);").splitlines()
    lines[3] = lines[3].replace(";bv;", ";bé-vé;")
    lines.append(lines[5] + ";te veel")
    path.write_text("\n".join(lines) + "\n", encoding="cp1252")
    own = _written(tmp_path / "map.yaml", '"Grootte (m²)": building.gross_floor_area\n')
    command = [
        "portfolio",
        str(path),
        "-o",
        str(tmp_path / "out"),
        "--leases",
        str(tmp_path / "s-huur.csv"),
        "--map",
        str(own),
    ]
    lacking = CliRunner().invoke(main, command)
    assert lacking.exit_code == 2
    assert "assess.date" in lacking.output
    done = CliRunner().invoke(main, [*command, "--date", "2026-11-24"])
    assert done.exit_code == 1, done.output
    errors = pl.read_csv(tmp_path / "out" / "errors.csv", separator=";")
    results = pl.read_parquet(tmp_path / "out" / "results.parquet")
    refused = set(errors.filter(pl.col("gevolg") == "rij geweigerd")["rij"])
    assert refused >= {14}
    assert set(results["row"]) | refused == set(range(2, 15))
    assert not set(results["row"]) & refused
    assert results.height == 9 * results["row"].n_unique()


def test_wrong_words_on_the_command_line_are_refused(tmp_path: Path):
    path = tmp_path / "s.parquet"
    stock(2).write_parquet(path)
    for extra in (["--pdf", "some"], ["--pdf", "top:x"], ["--draws", "-1"]):
        assert (
            CliRunner().invoke(main, ["portfolio", str(path), "-o", str(tmp_path / "out"), *extra]).exit_code
            == 2
        )
    for name in ("s.docx", "none.csv"):
        assert (
            CliRunner()
            .invoke(main, ["portfolio", str(tmp_path / name), "-o", str(tmp_path / "out")])
            .exit_code
            == 2
        )
    assert CliRunner().invoke(main, ["sample-portfolio", "3", "-o", str(tmp_path / "x.ods")]).exit_code == 2


def test_the_same_seed_gives_the_same_stock_and_a_longer_one_begins_with_it():
    assert stock(50, 4).equals(stock(50, 4))
    assert stock(80, 4).head(50).equals(stock(50, 4))
    assert not stock(50, 5).equals(stock(50, 4))
