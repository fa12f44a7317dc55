"""A table of buildings from any common file, brought to one form: a Parquet file of columns in the order of the file.

CSV (`;`, `,`, tab or `|`; UTF-8 or cp1252, with or without BOM), xlsx (leases on a sheet of their own) and Parquet.
Every cell of CSV arrives as text; xlsx and Parquet keep the kinds they have. Nothing is judged here but the file
itself: its size, its encoding, its shape.
"""

from __future__ import annotations

import codecs
import csv
import io
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from transformatie.errors import InputError, Problem
from transformatie.portfolio import archive
from transformatie.portfolio.headers import Mapped, mapped
from transformatie.portfolio.parse import Notation

MOST_ROWS = 2_000_000
LONGEST_LINE = 1_000_000
PIECE = 1 << 20
ROW = "_row"
LEASE_SHEETS = ("huurcontracten", "huur", "contracten", "leases", "lease", "tenancies", "rent roll")
SEPARATORS = ";,\t|"


@dataclass(frozen=True)
class Raw:
    """A file as a Parquet file of raw cells, its headings, and what was lost on the way (rows of another shape)."""

    file: str
    parquet: Path
    headings: tuple[str, ...]
    rows: int
    notation: Notation
    encoding: str = ""
    lost: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Source:
    """The table of buildings and, where there is one, that of leases: raw cells under the names of the schema."""

    buildings: Raw
    columns: Mapped
    leases: Raw | None
    lease_columns: Mapped | None

    def scan(self) -> pl.LazyFrame:
        """The raw cells of the buildings by column, with the row each has in the file."""
        return _scan(self.buildings, self.columns)

    def scan_leases(self) -> pl.LazyFrame | None:
        """The raw cells of the leases by field, with their row."""
        return (
            None
            if self.leases is None or self.lease_columns is None
            else _scan(self.leases, self.lease_columns)
        )

    @property
    def lost(self) -> tuple[Problem, ...]:
        """What never became a row: rows of another shape than the heading."""
        return self.buildings.lost + (self.leases.lost if self.leases else ())


def _scan(raw: Raw, columns: Mapped) -> pl.LazyFrame:
    at = {h: i for i, h in reversed(list(enumerate(raw.headings)))}
    picked = [pl.col(f"c{at[h]}").alias(name) for name, h in columns.columns.items()]
    return pl.scan_parquet(raw.parquet).select(ROW, *picked)


def opened(
    path: Path,
    leases: Path | None,
    own: Mapping[str, str],
    work: Path,
    notation: Notation = "auto",
    most: int = MOST_ROWS,
) -> Source:
    """Open a table of buildings. `own`: headings as the user mapped them; `work`: a folder for files in between.

    Errors: InputError for a file that is not what it says, is too large, or has two headings for one column.
    """
    raw, beside = _read(path, work / "source", notation, most)
    if leases is not None:
        beside, _ = _read(leases, work / "leases", notation, most)
    columns = mapped(raw.headings, raw.file, own)
    lease_columns = None if beside is None else mapped(beside.headings, beside.file, own, leases=True)
    return Source(raw, columns, beside, lease_columns)


def _read(path: Path, to: Path, notation: Notation, most: int) -> tuple[Raw, Raw | None]:
    readers: dict[str, Callable[[Path, Path, Notation, int], tuple[Raw, Raw | None]]] = {
        ".csv": _csv, ".txt": _csv, ".tsv": _csv, ".xlsx": _xlsx, ".xlsm": _xlsx, ".parquet": _parquet, ".pq": _parquet,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise refused(path, path.suffix or "-", "csv, xlsx of parquet", "csv, xlsx or parquet")
    try:
        raw, beside = reader(path, to, notation, most)
    except OSError as error:
        raise refused(
            path, error.strerror or str(error), "een leesbaar bestand", "a readable file"
        ) from error
    if raw.rows == 0 and not raw.lost:
        raise refused(path, "0", "ten minste één rij onder de kop", "at least one row below the heading")
    return raw, beside


def refused(path: Path, read: str, nl: str, en: str, line: int = 1) -> InputError:
    """One mistake of the file as a whole."""
    return InputError([Problem(str(path), line, "-", read[:120], nl, en)])


def _headings(cells: Sequence[str | None]) -> tuple[str, ...]:
    return tuple((c or "").strip().lstrip("\ufeff") for c in cells)


# --- CSV ---------------------------------------------------------------------------------------------------------


def _csv(path: Path, to: Path, notation: Notation, most: int) -> tuple[Raw, Raw | None]:
    encoding = encoding_of(path)
    text = path
    if encoding != "utf-8":
        text = to.with_suffix(".utf8.csv")
        _recoded(path, text, encoding)
    with text.open(encoding="utf-8-sig", newline="") as stream:
        first = stream.readline()
        separator = separator_of(first)
        stream.seek(0)
        headings = _headings(next(csv.reader(stream, delimiter=separator), []))
    parquet = to.with_suffix(".parquet")
    lost: tuple[Problem, ...] = ()
    try:
        _csv_scan(text, separator, len(headings)).sink_parquet(parquet)
    except pl.exceptions.PolarsError:
        lost = _csv_by_row(path, text, separator, len(headings), parquet)
    rows = _counted(parquet, path, most)
    if notation == "auto" and separator == ";":
        notation = "auto-nl"
    return Raw(str(path), parquet, headings, rows, notation, encoding, lost), None


def _csv_scan(text: Path, separator: str, width: int) -> pl.LazyFrame:
    return pl.scan_csv(
        text, separator=separator, infer_schema=False, with_column_names=lambda names: [f"c{i}" for i in range(len(names))],
        row_index_name=ROW, row_index_offset=2, extra_columns="raise", glob=False,
    ).select(pl.col(ROW).cast(pl.Int64), *(f"c{i}" for i in range(width)))  # fmt: skip


def _csv_by_row(path: Path, text: Path, separator: str, width: int, parquet: Path) -> tuple[Problem, ...]:
    """Read row by row where rows differ in shape: those that fit go on, the others are told one by one."""
    lost = []
    good: list[list[str | None]] = []
    with text.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=separator)
        next(reader, None)
        try:
            for row, cells in enumerate(reader, 2):
                if len(cells) > width and any(cells[width:]):
                    lost.append(
                        Problem(
                            str(path),
                            row,
                            "-",
                            f"{len(cells)} velden",
                            f"{width} velden, zoals de kop",
                            f"{width} fields, as the heading has",
                        )
                    )
                    continue
                padded: list[str | None] = [
                    *(c or None for c in cells[:width]),
                    *([None] * (width - len(cells))),
                ]
                good.append([str(row), *padded])
        except csv.Error as error:
            raise refused(path, str(error), "geldige CSV", "valid CSV", reader.line_num) from error
    schema = {ROW: pl.String, **{f"c{i}": pl.String for i in range(width)}}
    pl.DataFrame(good, schema=schema, orient="row").with_columns(pl.col(ROW).cast(pl.Int64)).write_parquet(
        parquet
    )
    return tuple(lost)


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces."""
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


def encoding_of(path: Path) -> str:
    """UTF-8, UTF-16 or cp1252, from the bytes of the whole file.

    Errors: InputError for a line longer than any row of buildings is.
    """
    utf8 = codecs.getincrementaldecoder("utf-8")()
    encoding, line = "utf-8", 0
    for n, piece in enumerate(pieces(path)):
        if n == 0 and piece[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        if n == 0 and b"\0" in piece:
            raise refused(path, "nulbytes", "tekst", "text")
        line = _longest(piece, line, path)
        if encoding == "utf-8":
            try:
                utf8.decode(piece)
            except UnicodeDecodeError:
                encoding = "cp1252"
    return encoding


def _longest(piece: bytes, line: int, path: Path) -> int:
    """The length of the line that is open at the end of a piece."""
    first = piece.find(b"\n")
    longest = line + (len(piece) if first < 0 else first)
    if longest > LONGEST_LINE:
        raise refused(path, f"een regel van meer dan {LONGEST_LINE} tekens", f"regels van ten hoogste {LONGEST_LINE} tekens",
                      f"lines of at most {LONGEST_LINE} characters")  # fmt: skip
    return longest if first < 0 else len(piece) - piece.rfind(b"\n") - 1


def _recoded(path: Path, to: Path, encoding: str) -> None:
    """A copy of a file in UTF-8; what cp1252 does not know becomes the sign of an unknown letter."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("replace"), translate=False)
    with to.open("w", encoding="utf-8", newline="") as out:
        for piece in pieces(path):
            out.write(decoder.decode(piece))
        out.write(decoder.decode(b"", final=True))


def separator_of(line: str) -> str:
    """The separator that stands most often in the heading, outside quotes.

    >>> separator_of('Naam;"BVO, m2";Bouwjaar'), separator_of("a,b")
    (';', ',')
    """
    outside = "".join(part for i, part in enumerate(line.split('"')) if i % 2 == 0)
    return max(SEPARATORS, key=lambda s: (outside.count(s), -SEPARATORS.index(s)))


# --- xlsx --------------------------------------------------------------------------------------------------------


def _xlsx(path: Path, to: Path, notation: Notation, most: int) -> tuple[Raw, Raw | None]:
    import fastexcel

    archive.checked(path)
    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # says of every empty column that it is empty
    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise refused(path, str(error).splitlines()[0], "een werkmap (xlsx)", "a workbook (xlsx)") from error
    sheets = list(book.sheet_names)
    beside = next((s for s in sheets[1:] if s.strip().lower() in LEASE_SHEETS), None)
    found = []
    for sheet, name in ((sheets[0], to), (beside, to.with_name(to.name + "-sheet"))):
        if sheet is None:
            continue
        head = book.load_sheet(sheet, header_row=None, n_rows=1, dtypes="string").to_polars()
        headings = _headings(head.row(0) if head.height else ())
        body = book.load_sheet(sheet, header_row=None, skip_rows=1, schema_sample_rows=None).to_polars()
        body = body.select(body.columns[: len(headings)]).rename(
            dict(zip(body.columns, (f"c{i}" for i in range(len(headings))), strict=False))
        )
        parquet = name.with_suffix(".parquet")
        _numbered(body).write_parquet(parquet)
        rows = _counted(parquet, path, most)
        found.append(
            Raw(str(path), parquet, headings[: body.width], rows, "cells" if notation == "auto" else notation)
        )
    return found[0], found[1] if len(found) > 1 else None


def _numbered(body: pl.DataFrame) -> pl.DataFrame:
    return body.with_row_index(ROW, 2).with_columns(pl.col(ROW).cast(pl.Int64)).select(ROW, *body.columns)


# --- Parquet -----------------------------------------------------------------------------------------------------


def _parquet(path: Path, to: Path, notation: Notation, most: int) -> tuple[Raw, Raw | None]:
    """A Parquet file as it is; its leases may be a column of lists."""
    try:
        scan = pl.scan_parquet(path, glob=False)
        names = scan.collect_schema().names()
        rows = int(scan.select(pl.len()).collect().item())
    except pl.exceptions.PolarsError as error:
        raise refused(path, str(error).splitlines()[0], "een Parquet-bestand", "a Parquet file") from error
    _few(rows, path, most)
    numbered = (
        scan.rename({n: f"c{i}" for i, n in enumerate(names)})
        .with_row_index(ROW, 1)
        .with_columns(pl.col(ROW).cast(pl.Int64))
    )
    parquet = to.with_suffix(".parquet")
    plain = [f"c{i}" for i, n in enumerate(names) if n != "leases"]
    try:
        numbered.select(ROW, *plain).sink_parquet(parquet)
        beside = (
            _listed(numbered.select(ROW, pl.col(f"c{names.index('leases')}").alias("leases")), path, to)
            if "leases" in names
            else None
        )
    except pl.exceptions.PolarsError as error:
        raise refused(path, str(error).splitlines()[0], "een Parquet-bestand", "a Parquet file") from error
    return Raw(str(path), parquet, tuple(names), rows, "cells" if notation == "auto" else notation), beside


def _listed(leases: pl.LazyFrame, path: Path, to: Path) -> Raw | None:
    """A column of lists of leases as a table of its own, each lease with the row of its building."""
    kind = leases.collect_schema()["leases"]
    if not (isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct)):
        raise refused(path, f"leases: {kind}", "een lijst van records", "a list of records")
    fields = [f.name for f in kind.inner.fields]
    parquet = to.with_name(to.name + "-list").with_suffix(".parquet")
    exploded = leases.filter(pl.col("leases").list.len() > 0).explode("leases").unnest("leases")
    exploded.select(ROW, *(pl.col(f).alias(f"c{i}") for i, f in enumerate(fields))).sink_parquet(parquet)
    rows = int(pl.scan_parquet(parquet).select(pl.len()).collect().item())
    return replace(Raw(str(path), parquet, tuple(fields), rows, "cells"), encoding="list")


def _counted(parquet: Path, path: Path, most: int) -> int:
    rows = int(pl.scan_parquet(parquet).select(pl.len()).collect().item())
    _few(rows, path, most)
    return rows


def _few(rows: int, path: Path, most: int) -> None:
    if rows > most:
        raise refused(
            path,
            f"{rows} rijen",
            f"ten hoogste {most} rijen (--max-rows)",
            f"at most {most} rows (--max-rows)",
        )
