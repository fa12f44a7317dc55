"""The pass over owners in partitions: whole owners of one kind, date and horizon together, over the same workers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from transformatie.portfolio.batch import Run
from transformatie.portfolio.owners import Pass, owner_pass
from transformatie.portfolio.pool import spread
from transformatie.portfolio.source import ROW
from transformatie.portfolio.work import Done, Task, desk_of

#: Buildings whose owners are passed over at once.
AT_ONCE = 6_000
#: What a pass of a building is worth against an appraisal, in work: decides whether processes are started.
WORK = 2
HORIZON = "_horizon"
PARTS = ("buildings", "options", "owners", "years")


def owner_passes(run: Run) -> dict[str, pl.DataFrame | None]:
    """The tables of the pass, over all owners with more than one building; None each where there is no such owner."""
    folder = run.ask.work / "owners"
    shutil.rmtree(folder, ignore_errors=True)
    tasks = list(_tasks(run, folder))
    rows = sum(pl.scan_parquet(t.source).select(pl.len()).collect().item() for t in tasks)
    for _done in spread(tasks, run.ask, rows * WORK, pass_partition):
        pass
    out: dict[str, pl.DataFrame | None] = {}
    for part in PARTS:
        tables = [pl.read_parquet(t.target / f"{part}.parquet") for t in tasks]
        out[part] = pl.concat(tables) if tables else None
    return out


def _tasks(run: Run, folder: Path) -> Iterator[Task]:
    """Whole owners of a kind, about so many buildings at a time."""
    shared = run.scan("yearly").select(pl.col(ROW).unique()).collect()[ROW]
    if not shared.len():
        return
    folder.mkdir(parents=True)
    rows = run.scan("rows").filter(pl.col(ROW).is_in(shared.implode())).collect()
    told = "assess.horizon_years" in rows.columns
    horizon = pl.col("assess.horizon_years").fill_null(30) if told else pl.lit(30)
    rows = rows.with_columns(horizon.cast(pl.Int64).alias(HORIZON))
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
        getattr(found, part).write_parquet(task.target / f"{part}.parquet")
    return Done(task.name, rows.height, 0, time.perf_counter() - start)


def _pass(task: Task, rows: pl.DataFrame) -> Pass:
    day, horizon = rows["assess.date"][0], int(rows[HORIZON][0])
    wanted = pl.col(ROW).is_in(rows[ROW].implode())
    slabs = sorted(task.ask.work.glob("slab-*"))
    desk = desk_of(task.ask.overlays, task.ask.known_on, str(task.ask.file))

    def of(part: str, *columns: str) -> pl.DataFrame:
        found = [s / f"{part}.parquet" for s in slabs if (s / f"{part}.parquet").is_file()]
        return pl.concat([pl.scan_parquet(f).filter(wanted).select(columns) for f in found]).collect()

    buildings = of("buildings", ROW, "advice", "vacancy_amount", "vacancy_cost")
    options = of("options", ROW, "option", "expected", "value_after_tax", "kan", "mag")
    yearly = of("yearly", ROW, "option", "result")
    return owner_pass(
        rows.drop(HORIZON),
        buildings,
        options,
        yearly,
        desk.settler(day).law,
        desk.axis(day, horizon),
    )
