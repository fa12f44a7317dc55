"""What a workbook may be before it is opened: a zip of reasonable size, whose sheets announce no more than they hold.

A workbook is a zip of XML. Its directory can lie about sizes, and one cell in the last corner makes a reader reserve
seventeen thousand million cells. So every part is unpacked once here, in pieces, counted and looked through.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from transformatie.errors import InputError, Problem

MOST_BYTES = 2_000_000_000
MOST_RATIO = 300
MOST_CELLS = 200_000_000
MOST_PARTS = 2_000
PIECE = 1 << 20
#: How a cell or row says where it stands; at most this long, so that pieces may overlap by it.
REFERENCE = re.compile(rb'<(?:c|row) [^<>]{0,60}?\br="([A-Z]{0,7})(\d{1,10})"')
OVERLAP = 120


def checked(path: Path) -> None:
    """Refuse a workbook that is no zip, unpacks to too much, or announces more cells than a portfolio has.

    Errors: InputError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise _refused(
                    path, f"{len(parts)} delen", f"ten hoogste {MOST_PARTS}", f"at most {MOST_PARTS}"
                )
            unpacked = 0
            for part in parts:
                unpacked += _unpacked(archive, part, path, unpacked)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise _refused(path, error.strerror or "-", "een leesbaar bestand", "a readable file") from error
        raise _refused(path, str(error)[:80], "een werkmap (xlsx)", "a workbook (xlsx)") from error


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path, before: int) -> int:
    """The true size of a part; looks through it where it is a sheet."""
    size = columns = rows = 0
    sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            if before + size > MOST_BYTES:
                raise _refused(
                    path,
                    f"meer dan {MOST_BYTES} bytes uitgepakt",
                    f"ten hoogste {MOST_BYTES}",
                    f"at most {MOST_BYTES} bytes unpacked",
                )
            if size > 100 * PIECE and size > MOST_RATIO * max(part.compress_size, 1):
                raise _refused(path, f"{part.filename}: {size // max(part.compress_size, 1)} keer ingepakt", f"ten hoogste {MOST_RATIO} keer",
                               f"packed at most {MOST_RATIO} times")  # fmt: skip
            if sheet:
                rows, columns = _furthest(tail + piece, rows, columns)
                tail = piece[-OVERLAP:]
                if rows * max(columns, 1) > MOST_CELLS:
                    raise _refused(path, f"{part.filename}: {rows} rijen × {columns} kolommen", f"ten hoogste {MOST_CELLS} cellen",
                                   f"at most {MOST_CELLS} cells")  # fmt: skip
    return size


def _furthest(text: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The last row and the last column that the text names."""
    widest = b""
    for found in REFERENCE.finditer(text):
        letters, number = found[1], found[2]
        if len(letters) > len(widest) or (len(letters) == len(widest) and letters > widest):
            widest = letters
        row = int(number)
        if row > rows:
            rows = row
    return rows, max(columns, _column_number(widest))


def _column_number(letters: bytes) -> int:
    """A column's number from its letters.

    >>> _column_number(b"A"), _column_number(b"AA"), _column_number(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refused(path: Path, read: str, nl: str, en: str) -> InputError:
    return InputError([Problem(str(path), 1, "-", read, nl, en)])
