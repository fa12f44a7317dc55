"""Plain tables for the terminal: columns as wide as they need, one column of text giving way where room is short."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

BOLD, DIM = "1", "2"
#: The least columns of text, and what a head over figures gets where there is room.
NARROWEST, EASY = 14, 12


@dataclass(frozen=True)
class Field:
    """A cell: its lines, the side they stand on and how they are painted."""

    lines: tuple[str, ...]
    right: bool = False
    paint: str = ""


def grid(
    heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, left: Collection[int] = (0,),
    pen: Pen | None = None, sums: Collection[int] = (),
) -> list[str]:  # fmt: skip
    """Lines of a table with a rule under its head.

    heads: `|` breaks a line, and a head longer than its figures folds; left: columns of text, the widest of which
    gives way; sums: rows that stand out.
    """
    pen = pen or Pen(False)
    cells = [[clean(t) for t in row] for row in rows]
    body = [max((columns(row[i]) for row in cells), default=0) for i in range(len(heads))]
    for least in (EASY, 1):
        top = [_head(h, 0 if i in left else max(body[i], least)) for i, h in enumerate(heads)]
        widths = [max(body[i], *map(columns, lines)) for i, lines in enumerate(top)]
        if sum(widths) + 2 * (len(widths) - 1) <= width:
            break
    gap = 2 if sum(widths) + 2 * (len(widths) - 1) <= width else 1
    folds = max(left, key=lambda i: widths[i])
    room = width - sum(widths) + widths[folds] - gap * (len(widths) - 1)
    widths[folds] = min(widths[folds], max(room, NARROWEST))
    top[folds] = folded(" ".join(top[folds]), widths[folds])
    out = laid([Field(t, i not in left) for i, t in enumerate(top)], widths, gap, pen, DIM, bottom=True)
    out.append(pen("─" * min(width, sum(widths) + gap * (len(widths) - 1)), DIM))
    for n, row in enumerate(cells):
        fields = [
            Field(folded(t, widths[i]) if i == folds else (t,), i not in left) for i, t in enumerate(row)
        ]
        out += laid(fields, widths, gap, pen, BOLD if n in sums else "")
    return [line.rstrip() for line in out]


def _head(text: str, room: int) -> tuple[str, ...]:
    """A head in lines: broken where it says so, else folded to the room over its figures; no room: in one line."""
    if "|" in text or not room:
        return tuple(text.split("|"))
    return folded(text, max(room, *map(columns, text.split()), 1))


def paragraph(text: str, width: int) -> list[str]:
    """Words in lines of the width."""
    return textwrap.wrap(clean(text), width) or [""]


def laid(
    row: Sequence[Field], widths: Sequence[int], gap: int, pen: Pen, style: str, bottom: bool = False
) -> list[str]:
    """One row of the table as lines of text."""
    high = max(len(f.lines) for f in row)
    out = []
    for i in range(high):
        parts = []
        for field, width in zip(row, widths, strict=True):
            place = i - (high - len(field.lines)) if bottom else i
            text = field.lines[place] if 0 <= place < len(field.lines) else ""
            blank = " " * (width - columns(text))
            parts.append(
                blank + pen(text, style, field.paint)
                if field.right
                else pen(text, style, field.paint) + blank
            )
        out.append((" " * gap).join(parts))
    return out


class Pen:
    """Writes in bold or colour, or plainly."""

    def __init__(self, lively: bool) -> None:
        self.lively = lively

    def __call__(self, text: str, *styles: str) -> str:
        """The text in a style."""
        codes = ";".join(s for s in styles if s)
        return f"\x1b[{codes}m{text}\x1b[0m" if self.lively and codes and text.strip() else text


def clean(text: str) -> str:
    """Text of others without control characters: a name must not steer the terminal."""
    return "".join(c for c in text if c.isprintable() or c == "\u00a0")


def columns(text: str) -> int:
    """How many columns a text takes: none for a combining mark, two for a wide character."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def folded(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of at most `width` columns."""
    narrow = width // 2 if columns(text) > len(text) else width
    return tuple(textwrap.wrap(clean(text), max(narrow, 1))) or ("",)
