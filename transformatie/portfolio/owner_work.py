"""The pass over owners in partitions: whole owners of one kind, date and horizon together, over the same workers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from transformatie.dated import Array
from transformatie.options import options
from transformatie.portfolio.batch import Run
from transformatie.portfolio.outcome import Owned
from transformatie.portfolio.owners import Pass, owner_pass
from transformatie.portfolio.source import ROW
from transformatie.portfolio.work import Done, Task, desk_of

#: Buildings whose owners are passed over at once.
AT_ONCE = 6_000
#: What a pass of a building is worth against an appraisal, in work: decides whether processes are started.
WORK = 2
HORIZON = "_horizon"
PARTS = ("buildings", "options", "owners", "years")


@dataclass(frozen=True)
class Passed:
    """Where the tables of the pass stand: a folder for some owners each, in their order."""

    folders: Sequence[Path]

    def tables(self, part: str) -> Iterator[pl.DataFrame]:
        """A table of the pass, folder by folder."""
        for folder in self.folders:
            yield pl.read_parquet(folder / f"{part}.parquet")

    def of(self, part: str, first: int, last: int) -> pl.DataFrame:
        """What a table says of the rows from `first` to `last`."""
        found = pl.concat([pl.scan_parquet(folder / f"{part}.parquet") for folder in self.folders])
        return found.filter(pl.col(ROW).is_between(first, last)).collect()


def owner_passes(run: Run) -> Passed | None:
    """The pass over all owners with more than one building; None where there is no such owner."""
    folder = run.ask.work / "owners"
    shutil.rmtree(folder, ignore_errors=True)
    tasks = list(_tasks(run, folder))
    rows = sum(pl.scan_parquet(t.source).select(pl.len()).collect().item() for t in tasks)
    for _done in run.crew.spread(tasks, rows * WORK, pass_partition):
        pass
    return Passed([t.target for t in tasks]) if tasks else None


def _tasks(run: Run, folder: Path) -> Iterator[Task]:
    """Whole owners of a kind, about so many buildings at a time."""
    known = [np.load(path) for path in sorted(run.ask.work.glob("slab-*/*-rows-*.npy"))]
    if not known:
        return
    shared = pl.Series(np.concatenate(known))
    folder.mkdir(parents=True)
    needed = [
        c
        for c in run.scan("rows").collect_schema().names()
        if c == ROW or c.startswith(("owner.", "assess."))
    ]
    rows = run.scan("rows").select(needed).filter(pl.col(ROW).is_in(shared.implode())).collect()
    told = "assess.horizon_years" in rows.columns
    horizon = (pl.col("assess.horizon_years").fill_null(30) if told else pl.lit(30)).cast(pl.Int64)
    one = ("owner.kind", "assess.date", "owner.id")
    rows = rows.with_columns(horizon.alias(HORIZON)).with_columns(pl.col(HORIZON).max().over(one))
    number = 0
    for part in rows.partition_by("owner.kind", "assess.date", HORIZON, maintain_order=True):
        for some in _by_owner(part.sort("owner.id", ROW)):
            source = folder / f"{number:05d}.parquet"
            some.write_parquet(source)
            yield Task(f"{number:05d}", source, folder / f"{number:05d}", run.ask)
            number += 1


def _by_owner(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Whole owners, about so many buildings at a time."""
    size = rows.group_by("owner.id", maintain_order=True).len()
    numbered = size.select("owner.id", (pl.col("len").cum_sum() // AT_ONCE).alias("_piece"))
    whole = rows.join(numbered, on="owner.id", maintain_order="left")
    for part in whole.partition_by("_piece", maintain_order=True):
        yield part.drop("_piece")


def pass_partition(task: Task) -> Done:
    """The pass over the owners of one partition."""
    start = time.perf_counter()
    rows = pl.read_parquet(task.source)
    found = _pass(task, rows)
    task.target.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        getattr(found, part).write_parquet(task.target / f"{part}.parquet", compression="lz4")
    return Done(task.name, rows.height, 0, time.perf_counter() - start)


def _pass(task: Task, rows: pl.DataFrame) -> Pass:
    day, horizon = rows["assess.date"][0], int(rows[HORIZON][0])
    desk = desk_of(task.ask.overlays, task.ask.known_on, str(task.ask.file))
    axis = desk.axis(day, horizon)
    rows = rows.drop(HORIZON).sort(ROW)
    owned = gathered(task.ask.work, rows[ROW].to_numpy(), len(axis.years))
    return owner_pass(rows, owned, desk.settler(day).law, axis)


def gathered(work: Path, rows: Array, years: int) -> Owned:
    """What the partitions of a run hold of some rows, on an axis of so many years."""
    known, found = len(options().by_name), []
    for path in sorted(work.glob("slab-*/*-rows-*.npy")):
        figures = np.load(path.with_name(path.name.replace("-rows-", "-owned-")), mmap_mode="r")
        own = Owned(np.load(path), figures).of(rows)
        if len(own.rows):
            found.append(own.padded(known, years))
    return Owned(*(np.concatenate([getattr(o, k) for o in found]) for k in ("rows", "figures"))).of(rows)
