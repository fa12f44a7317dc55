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
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from transformatie.dated import Array
from transformatie.errors import LawError, TransformatieError
from transformatie.evaluate import tables_with
from transformatie.memory import keep_freed_memory
from transformatie.portfolio import outcome
from transformatie.portfolio.ask import Ask
from transformatie.portfolio.engine import CHUNK
from transformatie.portfolio.groups import Desk, Group, cut, groups_of
from transformatie.portfolio.source import ROW

PARTS = ("options", "buildings", "failed")
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


@dataclass
class Found:
    """What came of a partition: tables by part, and what the pass over owners needs, by years of the axis."""

    parts: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: {part: [] for part in PARTS})
    owned: dict[int, list[outcome.Owned]] = field(default_factory=dict)

    def add(self, tables: outcome.Tables) -> None:
        """What came of a group."""
        self.parts["options"].append(tables.options)
        self.parts["buildings"].append(tables.buildings)
        if tables.owned is not None:
            self.owned.setdefault(tables.owned.figures.shape[1], []).append(tables.owned)

    def whole(self) -> dict[str, pl.DataFrame]:
        """The tables, in an order that does not depend on the groups."""
        empty = {"failed": pl.DataFrame(schema=FAILED)}
        order = {"options": [ROW, "rank"], "buildings": [ROW], "failed": [ROW]}
        out = {
            p: pl.concat(parts) if parts else empty.get(p, pl.DataFrame()) for p, parts in self.parts.items()
        }
        return {p: t.sort(order[p]) if t.width else t for p, t in out.items()}


def assess(rows: pl.DataFrame, leases: pl.DataFrame, ask: Ask) -> Found:
    """The outcome of some rows."""
    desk = desk_of(ask.overlays, ask.known_on, str(ask.file))
    found = Found()
    shared = rows.filter(pl.col(SHARED))[ROW].to_numpy()
    plain = rows.drop(SHARED, LONG)
    for group in groups_of(plain, rows[LONG], leases, desk):
        for piece in cut(group, CHUNK):
            for tables in safely(piece, ask, shared):
                if isinstance(tables, dict):
                    found.parts["failed"].append(pl.DataFrame(tables, schema=FAILED))
                else:
                    found.add(tables)
    return found


def safely(group: Group, ask: Ask, shared: Array) -> Iterator[outcome.Tables | dict[str, list[Any]]]:
    """The outcome of a group; where the engine cannot take it, that of its halves, down to the row that is at fault."""
    try:
        own = np.isin(group.stock.rows[ROW].to_numpy(), shared)
        tables = outcome.tables(group, ask.draws, ask.seed, own, ask.returns)
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
            yield from safely(half, ask, shared)
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


def write(found: Found, target: Path) -> None:
    """Write an outcome beside its place and put it there by one rename; what a broken run left is swept first."""
    beside = target.with_name(f"{target.name}.{os.getpid()}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        for part, table in found.whole().items():
            table.write_parquet(beside / f"{part}.parquet", compression="lz4")
        for width, owned in found.owned.items():
            np.save(beside / f"owned-{width}.npy", np.concatenate([o.figures for o in owned]))
            np.save(beside / f"rows-{width}.npy", np.concatenate([o.rows for o in owned]))
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
    rows = rows.with_columns(shared.alias(SHARED), long_way.alias(LONG))
    rows.write_parquet(beside / "rows.parquet", compression="lz4")
    own = leases.filter(pl.col(ROW).is_in(rows[ROW].implode()))
    own.write_parquet(beside / "leases.parquet", compression="lz4")
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(beside, folder)


def manifest(path: Path) -> dict[str, Any]:
    """What a folder says of the run that made it; nothing where there is none."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found
    except (OSError, ValueError):
        return {}
