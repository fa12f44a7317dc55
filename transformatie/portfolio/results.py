"""From the slabs of a run to the files of its folder: results, buildings, owners, errors. Each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from transformatie.dated import CONFIDENCES
from transformatie.errors import Lang
from transformatie.portfolio.batch import Run, disagreeing
from transformatie.portfolio.owners import Pass, owner_pass
from transformatie.portfolio.source import ROW
from transformatie.portfolio.words import Words, word_of
from transformatie.portfolio.work import desk_of
from transformatie.portfolio.write import frame_csv, guarded, whole

#: Buildings whose owners are passed over at once.
OWNERS_AT_ONCE = 20_000
COUNTS = [f"assumed_{c}" for c in CONFIDENCES]
#: Columns of a building that stand in each of its rows.
OF_BUILDING = ["id", "name", "municipality", "owner_id"]
BOOKS = ["book_value_fiscal", "book_value_commercial", "woz", "as_is"]
SET_OFF = ["set_off_worth", "set_off_rank"]


def owner_passes(run: Run) -> Iterator[Pass]:
    """The pass over owners with more than one building, some owners at a time."""
    shared = run.scan("yearly").select(pl.col(ROW).unique()).collect()[ROW]
    if not shared.len():
        return
    rows = run.scan("rows").filter(pl.col(ROW).is_in(shared.implode())).collect()
    horizon = (
        pl.col("assess.horizon_years").fill_null(30) if "assess.horizon_years" in rows.columns else pl.lit(30)
    )
    rows = rows.with_columns(horizon.cast(pl.Int64).alias("_horizon"))
    alike = ["owner.kind", "assess.date", "_horizon"]
    for part in rows.partition_by(alike, maintain_order=True):
        day, years = part["assess.date"][0], int(part["_horizon"][0])
        for some in _by_owner(part.sort("owner.id", ROW)):
            yield _one(run, some.drop("_horizon"), day, years)


def _by_owner(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Whole owners, about so many buildings at a time."""
    size = rows.group_by("owner.id", maintain_order=True).len()
    piece = (size["len"].cum_sum() // OWNERS_AT_ONCE).alias("_piece")
    for part in rows.join(size.with_columns(piece), on="owner.id", maintain_order="left").partition_by(
        "_piece", maintain_order=True
    ):
        yield part.drop("_piece", "len")


def _one(run: Run, rows: pl.DataFrame, day: date, horizon: int) -> Pass:
    wanted = pl.col(ROW).is_in(rows[ROW].implode())
    desk = desk_of(run.ask.overlays, run.ask.known_on, str(run.ask.file))
    buildings, options, yearly = (
        run.scan(part).filter(wanted).collect() for part in ("buildings", "options", "yearly")
    )
    return owner_pass(rows, buildings, options, yearly, desk.settler(day).law, desk.axis(day, horizon))


def write_all(run: Run, lang: Lang) -> dict[str, pl.DataFrame | None]:
    """`results`, `buildings`, `owners`, `set_off` and `errors`; the small ones are returned for the pages."""
    with run.timed("owners"):
        passes = list(owner_passes(run))
    out = run.ask.out
    with run.timed("write"):
        joined: dict[str, pl.DataFrame | None] = {}
        for name in ("buildings", "options", "owners", "years"):
            joined[name] = pl.concat([getattr(p, name) for p in passes]) if passes else None
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
