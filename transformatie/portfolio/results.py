"""From the slabs of a run to the files of its folder: results, buildings, owners, errors. Each whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from transformatie.dated import CONFIDENCES
from transformatie.errors import Lang
from transformatie.portfolio.batch import Run, disagreeing, pieces_of
from transformatie.portfolio.owner_work import Passed, owner_passes
from transformatie.portfolio.source import ROW
from transformatie.portfolio.words import Words, word_of
from transformatie.portfolio.write import frame_csv, guarded, whole

COUNTS = [f"assumed_{c}" for c in CONFIDENCES]
#: Columns of a building that stand in each of its rows.
OF_BUILDING = ["id", "name", "municipality", "owner_id"]
BOOKS = ["book_value_fiscal", "book_value_commercial", "woz", "as_is"]
#: Buildings whose rows are written at once.
PIECE = 25_000


@dataclass(frozen=True)
class Written:
    """What was written, for those who show it: the buildings, the years of owners where they share, what was refused."""

    buildings: pl.DataFrame
    owners: pl.LazyFrame | None
    errors: pl.DataFrame


def most_gain(buildings: pl.DataFrame, n: int) -> pl.DataFrame:
    """The buildings with the most to gain, the first of equals first."""
    order = buildings.lazy().sort("gain", "row", descending=[True, False], nulls_last=True)
    return order.head(n).collect()


class Sheaf:
    """A table written piece by piece, as Parquet and as CSV; memory holds one piece."""

    def __init__(self, run: Run, name: str, lang: Lang, text: Path) -> None:
        self.folder, self.words, self.text = run.ask.work / f"pieces-{name}", Words(lang), text
        self.lang, self.pieces = lang, 0
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()

    def add(self, table: pl.DataFrame) -> None:
        """The next rows."""
        guarded(table).write_parquet(self.folder / f"{self.pieces:06d}.parquet", compression="lz4")
        piece = self.folder / "piece.csv"
        named = table.rename({c: self.words.column(c) for c in table.columns})
        frame_csv(named, piece, self.lang, head=self.pieces == 0)
        with piece.open("rb") as source, self.text.open("ab") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        self.pieces += 1

    def bind(self, path: Path) -> None:
        """All pieces as one Parquet file."""
        if self.pieces:
            pl.scan_parquet(sorted(self.folder.glob("*.parquet"))).sink_parquet(path)


@contextlib.contextmanager
def sheaf(run: Run, name: str, lang: Lang) -> Iterator[Sheaf]:
    """A table of the run's folder, there as a whole when all pieces are added; none where nothing was."""
    with whole(run.ask.out / f"{name}.csv") as text, whole(run.ask.out / f"{name}.parquet") as part:
        made = Sheaf(run, name, lang, text)
        yield made
        made.bind(part)


def write_all(run: Run, lang: Lang) -> Written:
    """`results`, `buildings`, `owners`, `set_off` and `errors`.

    Errors: InputError where no row was sound.
    """
    with run.timed("owners"):
        passed = owner_passes(run)
    with run.timed("write"):
        run.scan("buildings")
        kept = []
        with contextlib.ExitStack() as stack:
            names = ("results", "buildings", *(("set_off",) if passed else ()))
            sheaves = {n: stack.enter_context(sheaf(run, n, lang)) for n in names}
            for slab in run.slabs:
                if (slab / "buildings.parquet").is_file():
                    kept.append(_slab(slab, passed, sheaves))
        if passed:
            with sheaf(run, "owners", lang) as years:
                for part in passed.tables("owners"):
                    years.add(part)
        errors = errors_of(run, lang)
        with whole(run.ask.out / "errors.csv") as errors_csv:
            frame_csv(errors, errors_csv, lang)
    owners = pl.scan_parquet(run.ask.out / "owners.parquet") if passed else None
    return Written(pl.concat(kept), owners, errors)


def _slab(slab: Path, passed: Passed | None, sheaves: Mapping[str, Sheaf]) -> pl.DataFrame:
    """Write the rows of a slab; its buildings."""
    buildings = pl.read_parquet(slab / "buildings.parquet")
    first, last = buildings[ROW][0], buildings[ROW][-1]
    if passed:
        own = passed.of("buildings", first, last)
        buildings = buildings.join(own, on=ROW, how="left", maintain_order="left")
        years = passed.of("years", first, last).sort(ROW, "year")
        years = years.join(buildings.select(ROW, "id"), on=ROW, how="left", maintain_order="left")
        sheaves["set_off"].add(years.rename({ROW: "row"}))
    buildings = buildings.rename({ROW: "row"}).select("row", "id", pl.all().exclude("row", "id"))
    sheaves["buildings"].add(buildings.drop("book_results"))
    set_off = passed.of("options", first, last) if passed else None
    shown = buildings.select("row", *OF_BUILDING, *BOOKS, *COUNTS)
    options = pl.concat([pl.scan_parquet(path) for path in pieces_of(slab, "options")])
    for at in range(0, shown.height, PIECE):
        some = shown.slice(at, PIECE)
        here = pl.col(ROW).is_between(some["row"][0], some["row"][-1])
        table = options.filter(here).collect().sort(ROW, "rank")
        if set_off is not None:
            table = table.join(set_off.filter(here), on=[ROW, "option"], how="left", maintain_order="left")
        table = table.rename({ROW: "row"}).join(some, on="row", how="left", maintain_order="left")
        sheaves["results"].add(table.select("row", *OF_BUILDING, pl.all().exclude("row", *OF_BUILDING)))
    return buildings


def errors_of(run: Run, lang: Lang, owners: bool = True) -> pl.DataFrame:
    """Each refused row: where, which column, what was read and what is allowed; then what was done without refusing."""
    found = run.scan("refused").collect()
    say = word_of(lang)
    hints = (
        pl.when(pl.col("nearest").is_not_null())
        .then(pl.concat_str([pl.lit(f" ({say('nearest')} "), pl.col("nearest"), pl.lit(")")]))
        .otherwise(pl.lit(""))
    )
    table = found.select(
        pl.col(ROW).alias(say("row")), pl.col("sheet").alias(say("file")), pl.col("id").alias("id"), pl.col("column").alias(say("column")), pl.col("read").alias(say("read")),
        (pl.col(lang) + hints).alias(say("allowed")), pl.lit(say("refused")).alias(say("what")),
    )  # fmt: skip
    notes: list[tuple[Any, ...]] = [
        (
            1,
            run.ask.file.name,
            None,
            heading,
            "–",
            say("ignored") + (f" ({say('nearest')} {near})" if near else ""),
            say("note"),
        )
        for heading, near in run.notes
    ]
    for owner, columns in sorted(disagreeing(run).items()) if owners else ():
        notes.append((1, run.ask.file.name, None, ", ".join(columns), owner, say("disagrees"), say("note")))
    extra = pl.DataFrame(notes, schema=table.schema, orient="row")
    return pl.concat([table, extra])
