"""A whole portfolio, slab by slab: read, validate, appraise, lay out. Memory does not grow with the number of rows.

The folder of a run holds `.work` until it is done: a manifest of what was asked, and every partition that was done.
`--resume` goes on where a run of the same question stopped. One run at a time may work in a folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from transformatie.errors import InputError, Problem, ReportError
from transformatie.portfolio import registers
from transformatie.portfolio.ask import Ask, digest, same
from transformatie.portfolio.check import ID, checked, missing_columns
from transformatie.portfolio.engine import CHUNK
from transformatie.portfolio.groups import DIVIDING
from transformatie.portfolio.headers import read_map
from transformatie.portfolio.leases import lease_table
from transformatie.portfolio.owners import conflicts
from transformatie.portfolio.pool import Crew
from transformatie.portfolio.returns import RETURNS
from transformatie.portfolio.source import ROW, Source, opened
from transformatie.portfolio.work import Task, assess_partition, manifest, partition

SLAB = 100_000
#: Cases in a partition, at most two chunks of the engine: what is lost when a worker dies, how often progress is told.
PARTITION = 8192
ROWS_OF_A_BUILDING = 9
REFUSED = {
    ROW: pl.Int64,
    ID: pl.String,
    "column": pl.String,
    "read": pl.String,
    "nl": pl.String,
    "en": pl.String,
    "nearest": pl.String,
    "sheet": pl.String,
}
Tell = Callable[[str, int, int], None]


@dataclass
class Run:
    """A run and what it made: slabs of results in `.work`, and how long each part took."""

    ask: Ask
    source: Source
    rows: int
    slabs: list[Path] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    unmade: list[tuple[str, str]] = field(default_factory=list)

    @cached_property
    def crew(self) -> Crew:
        """Who does the work."""
        return Crew(self.ask)

    def scan(self, part: str) -> pl.LazyFrame:
        """A part of all slabs; a slab without a sound row has none of some. Options are in no order.

        Errors: InputError where no slab has any: no row was sound.
        """
        found = [path for slab in self.slabs for path in pieces_of(slab, part)]
        if not found:
            raise InputError([Problem(str(self.ask.file), 1, "-", "0", "ten minste één rij zonder fouten (zie errors.csv)",
                                      "at least one row without mistakes (see errors.csv)")])  # fmt: skip
        return pl.concat([pl.scan_parquet(f) for f in found])

    @contextlib.contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Time spent on a part."""
        start = time.perf_counter()
        yield
        self.seconds[part] = self.seconds.get(part, 0.0) + time.perf_counter() - start


def pieces_of(slab: Path, part: str) -> list[Path]:
    """The files of a part of a slab: one, or one for each partition; those of a partition without a sound row hold nothing."""
    found = sorted(slab.glob(f"{part}-*.parquet")) or [slab / f"{part}.parquet"]
    return [path for path in found if path.is_file() and pl.read_parquet_schema(path)]


@contextlib.contextmanager
def alone(out: Path) -> Iterator[None]:
    """Keep another run out of the folder until this one ends, however it ends.

    Errors: ReportError where another run is at work there.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = open(out / ".lock", "w")  # noqa: SIM115  # held open on purpose: the lock goes with it
    except OSError as error:
        raise ReportError(f"{out}: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ReportError(f"{out}: een andere run is hier bezig / another run is at work here") from error
        yield


@contextlib.contextmanager
def begun(ask: Ask) -> Iterator[Run]:
    """A run alone in its folder, with its workers until it ends, however it ends."""
    with alone(ask.out):
        run = prepared(ask)
        with contextlib.closing(run.crew):
            yield run


def prepared(ask: Ask) -> Run:
    """Open the file and the folder; what a run of the same question left stands where `resume` is asked, else goes.

    Errors: InputError for a file that cannot be taken as a whole, and for compulsory columns that it lacks.
    """
    asked = _asked(ask)
    old = manifest(ask.work / "manifest.json")
    if ask.resume and old and not same(old, asked):
        raise InputError([Problem(str(ask.out), 1, "--resume", "een andere vraag", "dezelfde invoer, opties en versie als toen",
                                  "the same input, options and version as then")])  # fmt: skip
    if not (ask.resume and old):
        shutil.rmtree(ask.work, ignore_errors=True)
    ask.work.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(ask.work / "input", ignore_errors=True)
    (ask.work / "input").mkdir()
    (ask.work / "manifest.json").write_text(json.dumps(asked, sort_keys=True, indent=1), encoding="utf-8")
    source = opened(ask.file, ask.leases, read_map(ask.map), ask.work / "input", ask.notation, ask.most_rows)
    names = [*source.columns.columns, *(["assess.date"] if ask.day else [])]
    lacking = missing_columns([*names, *registers.FILLED] if ask.registers else names, str(ask.file))
    if lacking:
        raise InputError(lacking)
    run = Run(replace(ask, returns=source.buildings.rows <= RETURNS), source, source.buildings.rows)
    run.notes += [(h, near or "") for h, near in source.columns.ignored.items() if h and h != "leases"]
    return run


def _asked(ask: Ask) -> dict[str, Any]:
    try:
        return ask.fingerprint()
    except OSError as error:
        raise InputError(
            [
                Problem(
                    str(error.filename),
                    1,
                    "-",
                    error.strerror or "-",
                    "een leesbaar bestand",
                    "a readable file",
                )
            ]
        ) from error


def appraise(run: Run, tell: Tell) -> None:
    """Every slab of the file, one after another."""
    run.crew.called(run.rows * _appraisals(run.ask))
    with run.timed("read"):
        ids, twice = all_ids(run.source)
        raw = run.source.scan_leases()
        leases, lost = lease_table(None if raw is None else raw.collect(), ids, *_lease_notation(run.source))
        filled = registers.read(run.ask.registers)
    told = [*run.source.lost, *twice, *lost]
    shared = _shared_owners(run.source)
    for number, start in enumerate(range(0, max(run.rows, 1), SLAB)):
        folder = run.ask.work / f"slab-{number:04d}"
        if not (folder / "done").is_file():
            _slab(
                run,
                folder,
                start,
                ids,
                leases,
                filled,
                shared,
                told if number == 0 else [],
                {p.line for p in twice},
                tell,
            )
        run.slabs.append(folder)
        tell("engine", min(start + SLAB, run.rows), run.rows)


def _appraisals(ask: Ask) -> int:
    """Appraisals of a building."""
    return ROWS_OF_A_BUILDING * (1 + ask.draws)


def _lease_notation(source: Source) -> tuple[Any, str]:
    return (source.leases.notation, source.leases.file) if source.leases else ("auto", "")


def _slab(
    run: Run, folder: Path, start: int, ids: pl.DataFrame, leases: pl.DataFrame, filled: registers.Registers | None, shared: pl.Series,
    told: list[Problem], twice: set[int], tell: Tell,
) -> None:  # fmt: skip
    """Judge the rows of a slab, appraise those that are sound, and put the slab's tables together."""
    folder.mkdir(parents=True, exist_ok=True)
    with run.timed("read"):
        raw = run.source.scan().slice(start, SLAB).collect()
        raw = raw.filter(~pl.col(ROW).is_in(list(twice)))
        if run.ask.day is not None and "assess.date" not in raw.columns:
            raw = raw.with_columns(pl.lit(run.ask.day).alias("assess.date"))
        if filled is not None:
            raw = filled.fill(raw)
    with run.timed("validate"):
        own = leases.filter(pl.col(ROW).is_in(raw[ROW].implode()))
        found = checked(
            raw, own, run.source.buildings.notation, str(run.ask.file), run.source.columns.columns
        )
        tasks = _partitions(run, folder, found.rows, found.long_way, found.leases, shared)
    with run.timed("engine"):
        rows = 0
        for done in run.crew.spread(tasks, found.rows.height * _appraisals(run.ask), assess_partition):
            rows += done.rows
            tell("engine", start + rows, run.rows)
    with run.timed("write"):
        _written(found.leases.filter(pl.col(ROW).is_in(found.rows[ROW].implode())), folder / "leases.parquet")
        _collect(folder, tasks, found.rows, [*told, *found.refused], ids, run.ask.file.name)


def _partitions(
    run: Run, folder: Path, rows: pl.DataFrame, long_way: pl.Series, leases: pl.DataFrame, shared: pl.Series
) -> list[Task]:
    """The sound rows in partitions, rows of a kind together; the same rows give the same partitions."""
    order = [c for c in ("assess.date", *DIVIDING, "building.municipality") if c in rows.columns]
    whole = rows.with_columns(long_way.alias("_long")).sort("_long", *order, ROW)
    size = run.ask.partition or max(min(PARTITION // (1 + run.ask.draws), CHUNK * 2), 16)
    tasks = []
    for n, at in enumerate(range(0, whole.height, size)):
        part = whole.slice(at, size)
        task = Task(f"{n:05d}", folder / "in" / f"{n:05d}", folder / "out" / f"{n:05d}", run.ask)
        owner = (
            part["owner.id"]
            if "owner.id" in part.columns
            else pl.Series([None], dtype=pl.String).new_from_index(0, part.height)
        )
        if not (task.source / "rows.parquet").is_file():
            partition(
                part.drop("_long"),
                part["_long"],
                owner.is_in(shared.implode()).fill_null(False),
                leases,
                task.source,
            )
        tasks.append(task)
    return tasks[::-1]  # rows of the long way, which take longest, first


def _collect(
    folder: Path, tasks: list[Task], rows: pl.DataFrame, refused: list[Problem], ids: pl.DataFrame, file: str
) -> None:
    """The slab's partitions as one table of each part, in the order of the file; then the partitions may go."""
    names = ids.select(ROW, ID)
    for task in tasks:
        for path in task.target.glob("*.npy"):
            os.replace(path, folder / f"{task.name}-{path.name}")
        os.replace(task.target / "options.parquet", folder / f"options-{task.name}.parquet")
    tables = [t for t in (pl.read_parquet(task.target / "buildings.parquet") for task in tasks) if t.width]
    if tables:
        whole = pl.concat(tables).sort(ROW).join(names, on=ROW, how="left", maintain_order="left")
        _written(whole, folder / "buildings.parquet")
    failed = [pl.read_parquet(task.target / "failed.parquet") for task in tasks]
    told = [{ROW: p.line, ID: None, "column": p.where, "read": "–" if p.read in ("-", "None") else p.read, "nl": p.allowed_nl, "en": p.allowed_en, "nearest": p.nearest, "sheet": Path(p.file).name}
            for p in refused]  # fmt: skip
    table = pl.concat([pl.DataFrame(told, schema=REFUSED), *(
        f.with_columns(pl.lit("–").alias("column"), pl.lit("–").alias("read"), *(pl.lit(None, dtype=pl.String).alias(c) for c in ("nearest", ID)),
                       pl.lit(file).alias("sheet")).select(*REFUSED) for f in failed)])  # fmt: skip
    own = (
        table.filter(pl.col("sheet") == file)
        .drop(ID)
        .join(names, on=ROW, how="left", maintain_order="left")
        .select(*REFUSED)
    )
    _written(
        pl.concat([own, table.filter(pl.col("sheet") != file)]).sort(ROW, "column"),
        folder / "refused.parquet",
    )
    _written(rows, folder / "rows.parquet")
    (folder / "done").write_text("", encoding="utf-8")
    for name in ("in", "out"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _written(table: pl.DataFrame, path: Path) -> None:
    beside = path.with_suffix(".part")
    table.write_parquet(beside, compression="lz4")
    os.replace(beside, path)


def all_ids(source: Source) -> tuple[pl.DataFrame, list[Problem]]:
    """The id of every row: its own, else its BAG id, else its name, else its row; and rows with an id that was there before."""
    columns = source.columns.columns
    texts = [
        pl.col(n).cast(pl.String, strict=False).str.strip_chars().replace("", None)
        for n in (ID, "building.bag_id", "building.name")
        if n in columns
    ]
    table = (
        source.scan()
        .select(ROW, pl.coalesce([*texts, pl.concat_str([pl.lit("rij "), pl.col(ROW)])]).alias(ID))
        .collect()
    )
    twice: list[Problem] = []
    if ID in columns:
        own = source.scan().select(ROW, pl.col(ID).cast(pl.String, strict=False).str.strip_chars()).collect()
        again = own.filter(pl.col(ID).is_not_null() & (pl.col(ID) != "") & ~pl.col(ID).is_first_distinct())
        twice = [Problem(source.buildings.file, row, columns[ID], f"{key!r}"[:60], "een id dat één keer voorkomt", "an id that stands once")
                 for row, key in again.iter_rows()]  # fmt: skip
        table = table.filter(~pl.col(ROW).is_in(again[ROW].implode()))
    return table, twice


def _shared_owners(source: Source) -> pl.Series:
    """Owners with more than one row."""
    if "owner.id" not in source.columns.columns:
        return pl.Series([], dtype=pl.String)
    owners = source.scan().select(pl.col("owner.id").cast(pl.String, strict=False).alias("o")).collect()["o"]
    counts = owners.drop_nulls().value_counts()
    return counts.filter(pl.col("count") > 1)["o"]


def disagreeing(run: Run) -> dict[str, list[str]]:
    """Owners whose rows do not agree on what the owner is."""
    names = [n for n in run.scan("rows").collect_schema().names() if n.startswith(("owner.", "assess.date"))]
    return conflicts(run.scan("rows").select(names).collect())


def finished(run: Run, figures: Mapping[str, Any]) -> None:
    """Say in `run.json` what was done, and sweep what was only for the run."""
    said = {"asked": run.ask.fingerprint(), "rows": run.rows, "input_sha256": digest(run.ask.file), **figures}
    (run.ask.out / "run.json").write_text(
        json.dumps(said, indent=1, sort_keys=True, default=str) + "\n", encoding="utf-8"
    )
    shutil.rmtree(run.ask.work, ignore_errors=True)
