"""Business cases of chosen buildings: those with the most to gain, or all; each the same paper as `evaluate --pdf` makes.

Papers take most of a second each, so they are made in processes; a paper that is there from the same run is kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from transformatie.errors import Lang, ReportError, SystemLibraryError, TransformatieError
from transformatie.portfolio.batch import Run, Tell
from transformatie.portfolio.case_arrays import read_of
from transformatie.portfolio.pool import Crew
from transformatie.portfolio.results import most_gain
from transformatie.portfolio.source import ROW
from transformatie.portfolio.stock import Stock

#: Papers below which processes cost more than they gain.
FEW = 3


@dataclass(frozen=True)
class Made:
    """A business case: its building, file, day and hash."""

    id: str
    title: str
    path: Path
    day: date
    sha256: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name


@dataclass(frozen=True)
class Failed:
    """A business case that could not be made, and why."""

    id: str
    why: str


@dataclass(frozen=True)
class Job:
    """One paper to make: the row with its leases, and what is asked of it."""

    id: str
    title: str
    row: pl.DataFrame
    leases: pl.DataFrame
    file: str
    path: Path
    lang: Lang
    question: dict[str, Any]


def write(run: Run, buildings: pl.DataFrame, top: int | None, tell: Tell) -> list[Made]:
    """Make the papers; `top`: how many, by gain; None for all."""
    chosen = most_gain(buildings, buildings.height if top is None else top)
    if not chosen.height:
        return []
    folder = run.ask.out / "pdf"
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Made] = []
    for n, found in enumerate(_made(list(jobs(run, chosen, folder)), run.crew), 1):
        if isinstance(found, Made):
            made.append(found)
        else:
            run.unmade.append((found.id, found.why))
        tell("pdf", n, chosen.height)
    return made


def jobs(run: Run, chosen: pl.DataFrame, folder: Path) -> Iterator[Job]:
    """The papers to make, the most to gain first."""
    question = {
        "overlays": run.ask.overlays,
        "known_on": run.ask.known_on,
        "draws": run.ask.draws,
        "seed": run.ask.seed,
    }
    rows = run.scan("rows").filter(pl.col(ROW).is_in(chosen["row"].implode())).collect()
    leases = run.scan("leases").filter(pl.col(ROW).is_in(chosen["row"].implode())).collect()
    for n, (row, key, name) in enumerate(chosen.select("row", "id", "name").iter_rows(), 1):
        path = folder / f"{n:04d}-{safe(str(key))}.pdf"
        yield Job(
            str(key),
            name or str(key),
            rows.filter(pl.col(ROW) == row),
            leases.filter(pl.col(ROW) == row),
            str(run.ask.file),
            path,
            run.ask.lang,
            question,
        )


def safe(text: str) -> str:
    """A part of a file name that any system takes.

    >>> safe("../A b:c")
    'A-b-c'
    """
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-.")[:60] or "gebouw"


def _made(jobs_: Sequence[Job], crew: Crew) -> Iterator[Made | Failed]:
    if len(jobs_) <= FEW or crew.workers == 1:
        yield from map(make, jobs_)
        return
    try:
        yield from crew.pool().map(make, jobs_)
    except BrokenProcessPool as error:
        raise ReportError(f"a worker died while papers were made ({error}); go on with --resume") from error


def make(job: Job) -> Made | Failed:
    """One paper, or why there is none: one that fails keeps no other from being made."""
    from transformatie.evaluate import Question, evaluate
    from transformatie.report.pdf import write_pdf

    read = read_of(Stock(job.row, job.leases, job.file), int(job.row[ROW][0]))
    try:
        write_pdf(evaluate(read, Question(**job.question)), job.path, job.lang)
    except SystemLibraryError:
        raise
    except TransformatieError as error:
        return Failed(job.id, error.text(job.lang))
    return Made(
        job.id,
        job.title,
        job.path,
        read.building.assess.date,
        hashlib.sha256(job.path.read_bytes()).hexdigest(),
    )
