"""Tables of buildings on paper: CSV, xlsx and Parquet, whole or not at all, and no cell that a spreadsheet would run."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from transformatie.errors import InputError, Lang, Problem, ReportError
from transformatie.portfolio.columns import fixed, of_list
from transformatie.portfolio.headers import heading, lease_heading

#: A cell of text that begins so is run by a spreadsheet as a formula.
RUNS = r"^([=+@\t\r]|-.)"
SHEETS: dict[Lang, tuple[str, str]] = {"nl": ("Gebouwen", "Huurcontracten"), "en": ("Buildings", "Leases")}
#: What a sheet of a workbook can hold.
MOST_SHEET_ROWS = 1_048_575


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to, in the same folder, that takes the place of `path` when all went well.

    Errors: ReportError where the disk is full or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}") from error
    try:
        yield Path(name)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror or error}") from error
    except pl.exceptions.PolarsError as error:
        raise ReportError(f"{path}: {error}") from error
    finally:
        Path(name).unlink(missing_ok=True)


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The same table with an apostrophe before every text that a spreadsheet would run."""
    texts = [c for c, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        [
            pl.when(pl.col(c).str.contains(RUNS))
            .then(pl.concat_str([pl.lit("'"), pl.col(c)]))
            .otherwise(pl.col(c))
            .alias(c)
            for c in texts
        ]
    )


def guard(text: str) -> str:
    """One text that no spreadsheet runs.

    >>> guard("=cmd()"), guard("-1+1"), guard("Kantoor"), guard("-")
    ("'=cmd()", "'-1+1", 'Kantoor', '-')
    """
    return f"'{text}" if re.match(RUNS, text) else text


def write_csv(frame: pl.DataFrame, path: Path, lang: Lang) -> None:
    """A CSV file as a spreadsheet of that language opens it: Dutch with semicolons and decimal commas."""
    with whole(path) as part:
        frame_csv(frame, part, lang)


def frame_csv(frame: pl.DataFrame, path: Path, lang: Lang, head: bool = True) -> None:
    """The bytes of `write_csv`."""
    dutch = lang == "nl"
    flags = [c for c, kind in frame.schema.items() if kind == pl.Boolean]
    words = ("ja", "nee") if dutch else ("yes", "no")
    out = guarded(frame).with_columns(
        [
            pl.col(c).replace_strict([True, False], list(words), default=None, return_dtype=pl.String)
            for c in flags
        ]
    )
    out.write_csv(
        path, separator=";" if dutch else ",", decimal_comma=dutch, include_bom=head, include_header=head
    )


def buildings_and_leases(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table without its lists of leases, and those as a table of their own with the id of their building."""
    buildings = frame.drop("leases")
    listed = (
        frame.select("id", "leases")
        .filter(pl.col("leases").list.len() > 0)
        .explode("leases")
        .unnest("leases")
    )
    return buildings, listed


def write_stock(frames: Iterable[pl.DataFrame], path: Path, lang: Lang) -> int:
    """Write buildings, as `sample` makes them, in the kind the suffix says; how many there were.

    CSV puts the leases in a second file, `NAME-huur.csv` or `NAME-leases.csv`. Errors: InputError for another suffix.
    """
    writers: dict[str, Callable[[Iterable[pl.DataFrame], Path, Lang], int]] = {
        ".parquet": _parquet,
        ".csv": _csv,
        ".xlsx": _xlsx,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError(
            [Problem(str(path), 1, "-", path.suffix or "-", "csv, xlsx of parquet", "csv, xlsx or parquet")]
        )
    return writer(frames, path, lang)


def _parquet(frames: Iterable[pl.DataFrame], path: Path, _lang: Lang) -> int:
    table = pl.concat(list(frames))
    with whole(path) as part:
        table.write_parquet(part)
    return table.height


def leases_path(path: Path, lang: Lang) -> Path:
    """The file of leases beside a CSV file of buildings."""
    return path.with_name(f"{path.stem}-{'huur' if lang == 'nl' else 'leases'}.csv")


def _csv(frames: Iterable[pl.DataFrame], path: Path, lang: Lang) -> int:
    rows = 0
    with (
        whole(path) as part,
        whole(leases_path(path, lang)) as beside,
        part.open("wb") as out,
        beside.open("wb") as own,
    ):
        for n, frame in enumerate(frames):
            buildings, leases = buildings_and_leases(frame)
            rows += buildings.height
            for table, stream, name in ((buildings, out, heading), (leases, own, lease_heading)):
                piece = part.with_name(part.name + ".piece")
                frame_csv(table.rename({c: name(c, lang) for c in table.columns}), piece, lang, head=n == 0)
                stream.write(piece.read_bytes())
                piece.unlink()
    return rows


def _xlsx(frames: Iterable[pl.DataFrame], path: Path, lang: Lang) -> int:
    import xlsxwriter

    parts = [buildings_and_leases(f) for f in frames]
    buildings, leases = (pl.concat([p[i] for p in parts]) for i in (0, 1))
    for table in (buildings, leases):
        if table.height > MOST_SHEET_ROWS:
            raise InputError([Problem(str(path), 1, "-", str(table.height), f"ten hoogste {MOST_SHEET_ROWS} rijen in xlsx; kies parquet",
                                      f"at most {MOST_SHEET_ROWS} rows in xlsx; choose parquet")])  # fmt: skip
    with whole(path) as part:
        book = xlsxwriter.Workbook(
            str(part), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        for table, title, name, columns in (
            (buildings, SHEETS[lang][0], heading, fixed()),
            (leases, SHEETS[lang][1], lease_heading, of_list("leases")),
        ):
            heads = [name(c, lang) for c in table.columns]
            compulsory = [
                c == "id" or bool(columns.get(c) and columns[c].required) or c.endswith("after_tax.asset")
                for c in table.columns
            ]
            sheet(book, title, heads, table.iter_rows(), compulsory)
        book.close()
    return buildings.height


def sheet(
    book: Any, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], compulsory: Sequence[bool]
) -> Any:
    """A plain sheet of headings and rows; compulsory columns have a heading that stands out."""
    page = book.add_worksheet(title)
    strong, weak = (
        book.add_format({"bold": b, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        for b in (True, False)
    )
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.freeze_panes(1, 2)
    for i, (head, need) in enumerate(zip(heads, compulsory, strict=True)):
        page.set_column(i, i, max(11, min(28, len(head) + 2)))
        page.write_string(0, i, head, strong if need else weak)
    for n, row in enumerate(rows, 1):
        for i, value in enumerate(row):
            put(page, n, i, value, day)
    return page


def put(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    """One cell by its kind; text never becomes a formula."""
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, str):
        page.write_string(row, column, guard(value))
    else:
        page.write_datetime(row, column, value, day)
