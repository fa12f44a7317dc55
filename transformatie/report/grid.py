"""Plain tables for the terminal: columns as wide as they need, the first one wrapped to the room that is left."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from transformatie.report.terminal import Field, Pen, clean, columns, folded, laid

NARROWEST = 14


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, left: int = 1) -> list[str]:
    """Lines of a table with a rule under its head. `|` in a head breaks its line; the first `left` columns stand left."""
    plain = Pen(False)
    top = [Field(tuple(h.split("|")), i >= left) for i, h in enumerate(heads)]
    cells = [[clean(t) for t in row] for row in rows]
    widths = [
        max([columns(t) for t in top[i].lines] + [columns(row[i]) for row in cells])
        for i in range(len(heads))
    ]
    room = width - sum(widths[1:]) - 2 * (len(heads) - 1)
    widths[0] = max(NARROWEST, min(widths[0], room))
    out = laid(top, widths, 2, plain, "", bottom=True)
    out.append("─" * min(width, sum(widths) + 2 * (len(widths) - 1)))
    for row in cells:
        line = [Field(folded(row[0], widths[0])), *(Field((t,), i >= left) for i, t in enumerate(row) if i)]
        out += laid(line, widths, 2, plain, "")
    return [line.rstrip() for line in out]


def paragraph(text: str, width: int) -> list[str]:
    """Words in lines of the width."""
    return textwrap.wrap(clean(text), width) or [""]
