"""One partition: read it, appraise it, write what came of it, whole or not at all.

A partition is a folder with `rows.parquet` and `leases.parquet`; its outcome is a folder that appears by one rename.
The same partition gives the same bytes on whatever machine of a type it is done. A row the engine cannot take is
found by halving and told; the others go on.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from transformatie.errors import LawError, TransformatieError
from transformatie.evaluate import tables_with
from transformatie.memory import keep_freed_memory
from transformatie.portfolio import outcome
from transformatie.portfolio.ask import Ask
from transformatie.portfolio.engine import CHUNK
from transformatie.portfolio.groups import Desk, Group, cut, groups_of
from transformatie.portfolio.source import ROW

PARTS = ("options", "buildings", "yearly", "failed")
FAILED = {ROW: pl.Int64, "nl": pl.String, "en": pl.String}
#: Marks the rows whose owner has other buildings in the table.
SHARED = "_shared"
LONG = "_long"


@dataclass(frozen=True)
class Task:
    """A partition to do: where it stands, where its outcome goes, and what is asked."""

    name: str
    source: Path
    target: Path
    ask: Ask


@dataclass(frozen=True)
class Done:
    """What was done: small, for it travels back from the worker."""

    name: str
    rows: int
    failed: int
    seconds: float


def done(target: Path) -> bool:
    """Whether a partition was done: its folder holds every part, each with the mark that ends a Parquet file."""
    return all(ended(target / f"{part}.parquet") for part in PARTS)


def ended(path: Path) -> bool:
    """Whether a Parquet file was written to its end."""
    try:
        with path.open("rb") as file:
            file.seek(-4, os.SEEK_END)
            return file.read() == b"PAR1"
    except OSError:
        return False


def assess_partition(task: Task) -> Done:
    """Do one partition; a second time it finds its outcome and leaves it."""
    start = time.perf_counter()
    rows = pl.read_parquet(task.source / "rows.parquet")
    if not done(task.target):
        keep_freed_memory()
        leases = pl.read_parquet(task.source / "leases.parquet")
        write(assess(rows, leases, task.ask), task.target)
    failed = int(pl.scan_parquet(task.target / "failed.parquet").select(pl.len()).collect().item())
    return Done(task.name, rows.height, failed, time.perf_counter() - start)


@cache
def desk_of(overlays: tuple[Path, ...], known_on: Any, file: str) -> Desk:
    """What a worker keeps from one partition to the next."""
    return Desk(tables_with(overlays), known_on, file)


def assess(rows: pl.DataFrame, leases: pl.DataFrame, ask: Ask) -> dict[str, pl.DataFrame]:
    """The outcome of some rows, by part."""
    desk = desk_of(ask.overlays, ask.known_on, str(ask.file))
    found: dict[str, list[pl.DataFrame]] = {part: [] for part in PARTS}
    shared = rows.filter(pl.col(SHARED))[ROW]
    plain = rows.drop(SHARED, LONG)
    for group in groups_of(plain, rows[LONG], leases, desk):
        for piece in cut(group, CHUNK):
            yearly = bool(piece.stock.rows[ROW].is_in(shared.implode()).any())
            for tables in safely(piece, ask, yearly):
                if isinstance(tables, dict):
                    found["failed"].append(pl.DataFrame(tables, schema=FAILED))
                    continue
                found["options"].append(tables.options)
                found["buildings"].append(tables.buildings)
                if tables.yearly is not None:
                    found["yearly"].append(tables.yearly.filter(pl.col(ROW).is_in(shared.implode())))
    empty = {"failed": pl.DataFrame(schema=FAILED), "yearly": outcome.no_years()}
    out = {p: pl.concat(parts) if parts else empty.get(p, pl.DataFrame()) for p, parts in found.items()}
    order = {"options": [ROW, "rank"], "buildings": [ROW], "yearly": [ROW, "option"], "failed": [ROW]}
    return {p: t.sort(order[p]) if t.width else t for p, t in out.items()}


def safely(group: Group, ask: Ask, yearly: bool) -> Iterator[outcome.Tables | dict[str, list[Any]]]:
    """The outcome of a group; where the engine cannot take it, that of its halves, down to the row that is at fault."""
    try:
        tables = outcome.tables(group, ask.draws, ask.seed, yearly)
        strange = tables.options.filter(pl.col("value_after_tax").is_null())[ROW].unique().to_list()
        if not strange:
            yield tables
            return
        error: Exception = ValueError("no finite value")
    except (
        TransformatieError,
        ArithmeticError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        pl.exceptions.PolarsError,
    ) as caught:
        error = caught
    if group.stock.n > 1:
        for half in cut(group, -(-group.stock.n // 2)):
            yield from safely(half, ask, yearly)
        return
    yield told(int(group.stock.rows[ROW][0]), error)


def told(row: int, error: Exception) -> dict[str, list[Any]]:
    """Why a row could not be appraised, in both languages."""
    if isinstance(error, TransformatieError):
        nl, en = error.text("nl"), error.text("en")
    else:
        nl = en = f"{type(error).__name__}: {error}"
    prefix = (
        ("recht of tabel", "law or table")
        if isinstance(error, LawError)
        else ("niet te berekenen", "cannot be computed")
    )
    return {ROW: [row], "nl": [f"{prefix[0]}: {nl}"[:400]], "en": [f"{prefix[1]}: {en}"[:400]]}


def write(parts: dict[str, pl.DataFrame], target: Path) -> None:
    """Write an outcome beside its place and put it there by one rename; what a broken run left is swept first."""
    beside = target.with_name(f"{target.name}.{os.getpid()}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        for part in PARTS:
            parts[part].write_parquet(beside / f"{part}.parquet")
        for name in os.listdir(beside):
            with open(beside / name, "rb") as file:
                os.fsync(file.fileno())
        shutil.rmtree(target, ignore_errors=True)
        os.rename(beside, target)
    except FileExistsError:
        pass  # another worker was first, with the same bytes
    except OSError:
        if not done(target):
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def partition(
    rows: pl.DataFrame, long_way: pl.Series, shared: pl.Series, leases: pl.DataFrame, folder: Path
) -> None:
    """Write a partition for a worker to read."""
    beside = folder.with_name(folder.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    rows.with_columns(shared.alias(SHARED), long_way.alias(LONG)).write_parquet(beside / "rows.parquet")
    leases.filter(pl.col(ROW).is_in(rows[ROW].implode())).write_parquet(beside / "leases.parquet")
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(beside, folder)


def manifest(path: Path) -> dict[str, Any]:
    """What a folder says of the run that made it; nothing where there is none."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found
    except (OSError, ValueError):
        return {}
