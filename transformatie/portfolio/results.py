"""From the slabs of a run to the files of its folder: results, buildings, owners, errors. Each whole or not at all."""

from __future__ import annotations

from typing import Any

import polars as pl

from transformatie.dated import CONFIDENCES
from transformatie.errors import Lang
from transformatie.portfolio.batch import Run, disagreeing
from transformatie.portfolio.owner_work import owner_passes
from transformatie.portfolio.source import ROW
from transformatie.portfolio.words import Words, word_of
from transformatie.portfolio.write import frame_csv, guarded, whole

COUNTS = [f"assumed_{c}" for c in CONFIDENCES]
#: Columns of a building that stand in each of its rows.
OF_BUILDING = ["id", "name", "municipality", "owner_id"]
BOOKS = ["book_value_fiscal", "book_value_commercial", "woz", "as_is"]
SET_OFF = ["set_off_worth", "set_off_rank"]


def write_all(run: Run, lang: Lang) -> dict[str, pl.DataFrame | None]:
    """`results`, `buildings`, `owners`, `set_off` and `errors`; the small ones are returned for the pages."""
    with run.timed("owners"):
        joined = owner_passes(run)
    out = run.ask.out
    with run.timed("write"):
        buildings = run.scan("buildings").collect()
        if joined["buildings"] is not None:
            buildings = buildings.join(joined["buildings"], on=ROW, how="left", maintain_order="left")
        buildings = (
            buildings.drop("vacancy_amount")
            .rename({ROW: "row"})
            .select("row", "id", pl.all().exclude("row", "id"))
        )
        _results(run, buildings, joined["options"], lang)
        _both(buildings.drop("book_results"), run, "buildings", lang)
        if joined["owners"] is not None and joined["years"] is not None:
            years = joined["years"].join(
                buildings.select(pl.col("row").alias(ROW), "id"), on=ROW, how="left", maintain_order="left"
            )
            _both(joined["owners"].sort("owner_id", "year"), run, "owners", lang)
            _both(years.rename({ROW: "row"}).sort("row", "year"), run, "set_off", lang)
        errors = errors_of(run, lang)
        with whole(out / "errors.csv") as part:
            frame_csv(errors, part, lang)
    return {"buildings": buildings, "owners": joined["owners"], "errors": errors}


def _results(run: Run, buildings: pl.DataFrame, set_off: pl.DataFrame | None, lang: Lang) -> None:
    """One row for each building and option, slab by slab, as Parquet and as CSV."""
    words = Words(lang)
    shown = buildings.select("row", *OF_BUILDING, *BOOKS, *COUNTS)
    headings: dict[str, str] = {}
    with whole(run.ask.out / "results.csv") as text, text.open("wb") as stream:
        for n, slab in enumerate(run.slabs):
            table = (
                pl.read_parquet(slab / "options.parquet") if (slab / "options.parquet").is_file() else None
            )
            if table is None:
                continue
            if set_off is not None:
                table = table.join(set_off, on=[ROW, "option"], how="left", maintain_order="left")
            table = table.rename({ROW: "row"}).join(shown, on="row", how="left", maintain_order="left")
            table = table.select("row", *OF_BUILDING, pl.all().exclude("row", *OF_BUILDING))
            with whole(slab / "results.parquet") as part:
                guarded(table).write_parquet(part)
            headings = {c: words.column(c) for c in table.columns}
            piece = slab / "results.piece"
            frame_csv(table.rename(headings), piece, lang, head=n == 0)
            stream.write(piece.read_bytes())
            piece.unlink()
    found = [s / "results.parquet" for s in run.slabs if (s / "results.parquet").is_file()]
    with whole(run.ask.out / "results.parquet") as part:
        if len(found) == 1:
            found[0].replace(part)
        elif found:
            pl.scan_parquet(found).sink_parquet(part)


def _both(table: pl.DataFrame, run: Run, name: str, lang: Lang) -> None:
    words = Words(lang)
    with whole(run.ask.out / f"{name}.parquet") as part:
        guarded(table).write_parquet(part)
    with whole(run.ask.out / f"{name}.csv") as part:
        frame_csv(table.rename({c: words.column(c) for c in table.columns}), part, lang)


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
