"""Portfolios under misfortune: killed workers, full disks, half files, hostile files, two runs at once."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import transformatie
from transformatie.errors import InputError, ReportError
from transformatie.portfolio import archive, batch
from transformatie.portfolio.ask import Ask
from transformatie.portfolio.deliver import Papers, deliver
from transformatie.portfolio.results import write_all
from transformatie.portfolio.sample import blocks
from transformatie.portfolio.source import ROW, opened
from transformatie.portfolio.work import done

ROOT = Path(transformatie.__file__).parent.parent
TABLES = (
    "results.parquet",
    "results.csv",
    "buildings.parquet",
    "owners.parquet",
    "set_off.parquet",
    "errors.csv",
)
ROWS = 72
NOTHING = Papers(0, False)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stock") / "stock.parquet"
    table = pl.concat(list(blocks(ROWS, 31)))
    owner = (
        pl.when(pl.col("owner.kind") == "bv")
        .then(pl.int_range(pl.len()) // 6)
        .cast(pl.String)
        .alias("owner.id")
    )
    table.with_columns(owner).write_parquet(path)
    return path


@pytest.fixture(scope="module")
def calm(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What an undisturbed run writes."""
    out = tmp_path_factory.mktemp("calm") / "out"
    deliver(Ask(stock, out), NOTHING, silent)
    return digests(out)


def silent(_what: str, _done: int, _all: int) -> None:
    """Says nothing."""


def digests(out: Path) -> dict[str, str]:
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in TABLES}


def started(stock: Path, out: Path, *more: str, limit: int | None = None) -> subprocess.Popen[str]:
    def bound() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [
        sys.executable,
        "-m",
        "transformatie.cli",
        "portfolio",
        str(stock),
        "-o",
        str(out),
        "--partition",
        "9",
        *more,
    ]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, env=env, stderr=subprocess.PIPE, text=True, preexec_fn=bound, start_new_session=True
    )


def workers_of(pid: int) -> Iterator[int]:
    """The worker processes of a run."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            command = (path / "cmdline").read_text()
        except (OSError, IndexError):
            continue
        if parent == pid and "spawn_main" in command:
            yield int(path.name)


def waited(condition: Any, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def parts_done(out: Path) -> int:
    return sum(done(p) for p in out.glob(".work/slab-0000/out/[0-9]*") if not p.name.endswith(".part"))


# --- killed, stopped, resumed ------------------------------------------------------------------------------------


def test_a_worker_killed_in_the_middle_changes_nothing(stock: Path, calm: dict[str, str], tmp_path: Path):
    run = started(stock, tmp_path / "out", "--workers", "2")
    waited(lambda: parts_done(tmp_path / "out") >= 1)
    os.kill(next(workers_of(run.pid)), signal.SIGKILL)
    assert parts_done(tmp_path / "out") < ROWS // 9, "it was killed in the middle"
    assert run.wait(120) == 0, run.stderr.read() if run.stderr else ""
    assert digests(tmp_path / "out") == calm


def test_a_run_killed_in_the_middle_goes_on_where_it_stopped(
    stock: Path, calm: dict[str, str], tmp_path: Path
):
    out = tmp_path / "out"
    run = started(stock, out, "--workers", "2")
    waited(lambda: parts_done(out) >= 2)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait(30)
    before = {
        p.name: (p / "options.parquet").stat().st_mtime_ns
        for p in out.glob(".work/slab-0000/out/[0-9]*")
        if done(p)
    }
    assert 0 < len(before) < ROWS // 9
    half = next(iter(sorted(out.glob(".work/slab-0000/out/[0-9]*"))))
    (half / "buildings.parquet").write_bytes(b"PAR1 half")
    (out / ".work/slab-0000/out/00099.123.part").mkdir()
    told = deliver(Ask(stock, out, resume=True, partition=9), NOTHING, silent)
    assert told.refused == 0
    assert digests(out) == calm
    assert not (out / ".work").exists()


def test_ctrl_c_stops_cleanly_and_resume_completes(stock: Path, calm: dict[str, str], tmp_path: Path):
    out = tmp_path / "out"
    run = started(stock, out, "--workers", "2")
    waited(lambda: parts_done(out) >= 1)
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(60) == 130
    assert "--resume" in (run.stderr.read() if run.stderr else "")
    assert not list(workers_of(run.pid))
    assert not (out / "results.parquet").exists()
    deliver(Ask(stock, out, resume=True, partition=9), NOTHING, silent)
    assert digests(out) == calm


def test_resume_refuses_another_question(stock: Path, tmp_path: Path):
    ask = Ask(stock, tmp_path / "out", partition=9)
    with batch.alone(ask.out):
        batch.prepared(ask)
    with pytest.raises(InputError, match="--resume"):
        deliver(Ask(stock, ask.out, draws=5, resume=True), NOTHING, silent)


def test_a_full_disk_says_so_and_resume_completes(stock: Path, calm: dict[str, str], tmp_path: Path):
    out = tmp_path / "out"
    run = started(stock, out, limit=60_000)
    assert run.wait(120) == 1
    text = run.stderr.read() if run.stderr else ""
    assert "Traceback" not in text
    assert str(out) in text
    assert not (out / "results.parquet").exists()
    deliver(Ask(stock, out, resume=True, partition=9), NOTHING, silent)
    assert digests(out) == calm


def test_two_runs_do_not_work_in_one_folder(stock: Path, tmp_path: Path):
    ask = Ask(stock, tmp_path / "out")
    with batch.alone(ask.out), pytest.raises(ReportError, match="another run"):
        deliver(ask, NOTHING, silent)


@pytest.mark.parametrize("killed", [False, True])
def test_dask_gives_the_same_bytes_also_after_a_kill(
    stock: Path, calm: dict[str, str], tmp_path: Path, killed: bool
):
    out = tmp_path / "out"
    run = started(stock, out, "--engine", "dask", "--workers", "2")
    if killed:
        waited(lambda: parts_done(out) >= 1)
        os.kill(next(workers_of(run.pid)), signal.SIGKILL)
        assert parts_done(out) < ROWS // 9, "it was killed in the middle"
    assert run.wait(180) == 0, run.stderr.read() if run.stderr else ""
    assert digests(out) == calm


# --- hostile and broken input ------------------------------------------------------------------------------------


def test_one_poisonous_row_among_ten_thousand_is_found_and_the_others_go_on(tmp_path: Path):
    table = pl.concat(list(blocks(10_000, 3)))
    poison = 6_007
    old = pl.when(pl.int_range(pl.len()) == poison).then(5000.0).alias("owner.losses.1950")
    path, out = tmp_path / "s.parquet", tmp_path / "out"
    one_kind = (
        pl.lit("bv").alias("owner.kind"),
        pl.lit("let").alias("books.use"),
        pl.lit(None, pl.String).alias("owner.id"),
    )
    table.with_columns(old, *one_kind).write_parquet(path)
    with batch.begun(Ask(path, out)) as run:
        batch.appraise(run, silent)
        written = write_all(run, "nl")
    errors = written.errors.filter(pl.col("gevolg") == "rij geweigerd")
    assert errors["rij"].to_list() == [poison + 1]
    assert "1950" in errors["toegestaan"][0]
    results = pl.scan_parquet(out / "results.parquet").select("row", "option").collect()
    assert results.unique().height == results.height == 9_999 * 9
    assert set(range(1, 10_001)) - set(results["row"]) == {poison + 1}


def test_ten_million_rows_are_refused_before_they_are_read(tmp_path: Path):
    path = tmp_path / "many.parquet"
    pl.select(pl.repeat(1, 10_000_000).alias("Bouwjaar")).write_parquet(path)
    assert path.stat().st_size < 2_000_000
    with pytest.raises(InputError, match="10000000"):
        opened(path, None, {}, tmp_path)


def _workbook(path: Path, sheet: str) -> None:
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)


def test_a_workbook_that_announces_the_whole_grid_is_refused(tmp_path: Path):
    _workbook(
        tmp_path / "a.xlsx",
        '<sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData>',
    )
    with pytest.raises(InputError, match="16384"):
        opened(tmp_path / "a.xlsx", None, {}, tmp_path)


def test_a_zip_bomb_is_refused_while_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with (
        zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(150):
            part.write(b" " * (1 << 20))
    assert (tmp_path / "b.xlsx").stat().st_size < 500_000
    with pytest.raises(InputError, match="ingepakt"):
        opened(tmp_path / "b.xlsx", None, {}, tmp_path)
    monkeypatch.setattr(archive, "MOST_RATIO", 10**9)
    monkeypatch.setattr(archive, "MOST_BYTES", 10_000_000)
    with pytest.raises(InputError, match="uitgepakt"):
        opened(tmp_path / "b.xlsx", None, {}, tmp_path)


def test_a_gigabyte_on_one_line_is_refused_at_once(tmp_path: Path):
    path = tmp_path / "line.csv"
    piece = b"a;" * (1 << 24)
    with path.open("wb") as file:
        for _ in range(30):
            file.write(piece)
    assert path.stat().st_size > 1_000_000_000
    start = time.monotonic()
    with pytest.raises(InputError, match="regel"):
        opened(path, None, {}, tmp_path)
    assert time.monotonic() - start < 5
    path.unlink()


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.xlsx", b"PK\x03\x04 no zip"),
        ("a.xlsx", b""),
        ("a.parquet", b"PAR1"),
        ("a.csv", b"\0\0\0\0"),
        ("a.csv", b""),
        ("a.docx", b"x"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused_in_words(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError):
        opened(tmp_path / name, None, {}, tmp_path)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path):
    for name in ("a.xlsx", "a.parquet", "a.csv"):
        with pytest.raises(InputError):
            opened(tmp_path / name, None, {}, tmp_path)


def test_no_formula_reaches_an_output(tmp_path: Path):
    table = pl.concat(list(blocks(6, 2))).with_columns(
        pl.Series(
            "building.name",
            ["=cmd()|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "</script><script>alert(1)</script>"],
        )
    )
    path, out = tmp_path / "=evil.parquet", tmp_path / "out"
    table.write_parquet(path)
    deliver(Ask(path, out), NOTHING, silent)
    for name in ("results.csv", "buildings.csv"):
        for line in (out / name).read_text(encoding="utf-8-sig").splitlines():
            assert not any(cell.strip('"')[:1] in ("=", "+", "@", "\t") for cell in line.split(";")), line
    names = pl.read_parquet(out / "results.parquet")["name"].unique().to_list()
    assert all(n[0] in "'<" for n in names)
    with zipfile.ZipFile(out / "summary.xlsx") as book:
        sheets = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets/")]
    assert sheets
    assert not any("<f>" in text for text in sheets)
    page = (out / "portfolio.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert page.count("<script") == 2


def test_errors_are_told_even_where_no_row_is_sound(tmp_path: Path):
    table = pl.concat(list(blocks(5, 2))).with_columns(pl.lit(1e9).alias("building.lettable_floor_area"))
    path, out = tmp_path / "s.parquet", tmp_path / "out"
    table.write_parquet(path)
    with pytest.raises(InputError, match=r"errors\.csv"):
        deliver(Ask(path, out), NOTHING, silent)
    assert pl.read_csv(out / "errors.csv", separator=";")["rij"].n_unique() == 5


def test_rows_with_an_id_that_was_there_before_are_refused_once(tmp_path: Path):
    table = pl.concat(list(blocks(6, 2)))
    path, out = tmp_path / "s.parquet", tmp_path / "out"
    table.with_columns(pl.Series("id", ["a", "b", "a", "c", "b", "d"])).write_parquet(path)
    told = deliver(Ask(path, out), NOTHING, silent)
    assert told.refused == 2
    assert sorted(pl.read_parquet(out / "buildings.parquet")["row"]) == [1, 2, 4, 6]
    assert pl.read_csv(out / "errors.csv", separator=";")["rij"].to_list() == [3, 5]


def test_slabs_make_no_difference(
    stock: Path, calm: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(batch, "SLAB", 25)
    out = tmp_path / "out"
    deliver(Ask(stock, out), NOTHING, silent)
    same = pl.read_parquet(out / "results.parquet")
    monkeypatch.undo()
    shutil.rmtree(out)
    deliver(Ask(stock, out), NOTHING, silent)
    assert pl.read_parquet(out / "results.parquet").equals(same)
    assert digests(out) == calm
    assert same["row"].is_sorted()
    assert ROW not in same.columns
