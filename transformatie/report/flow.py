"""A flow picture: amounts at the left, who bears them at the right, and a ribbon for each part; widths are to scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transformatie.report.charts import ACCENT, INK, PALE, SOFT, WIDTH, Canvas, at, wrap

#: Fill of the ribbons of the first bearers; the last serves all others. Their names stand beside them.
RIBBONS = (PALE, "#9cc5c9", "#c9b98f", "#c2a9b8")
LEFT, RIGHT, NODE = 170.0, WIDTH - 128.0, 9.0
GAP, LEAST = 3.0, 9.0


@dataclass(frozen=True)
class Source:
    """One amount at the left: how much of it was there anyway, and what each bearer takes, in order."""

    label: str
    shown: str
    amount: float
    anyway: float
    parts: tuple[float, ...]


@dataclass(frozen=True)
class Sink:
    """One bearer at the right."""

    label: str
    shown: str
    amount: float


def flow(sources: Sequence[Source], sinks: Sequence[Sink], height: float) -> tuple[Canvas, float]:
    """The picture; `height` is what the amounts together take, without the gaps between them."""
    canvas = Canvas()
    whole = sum(s.amount for s in sources) or 1.0
    per = height / whole
    tops, y = [], 4.0
    for source in sources:
        tops.append(y)
        y += max(source.amount * per, LEAST) + GAP
    bottom = y
    ends, y = [], 4.0 + (bottom - 4.0 - height - GAP * (len(sinks) - 1)) / 2
    for sink in sinks:
        ends.append(y)
        y += sink.amount * per + GAP
    _ribbons(canvas, sources, tops, list(ends), per)
    for source, top in zip(sources, tops, strict=True):
        anyway = source.anyway * per
        canvas.rect(LEFT - NODE, top, NODE, anyway, "pale")
        canvas.rect(LEFT - NODE, top + anyway, NODE, max(source.amount * per - anyway, 0.0), "hatch")
        middle = top + max(source.amount * per, 5.0) / 2
        canvas.text(
            LEFT - NODE - 4,
            middle + 2.6,
            f"{wrap(source.label, 34, 1)[0]}  {source.shown}",
            anchor="end",
            size=7.2,
        )
    for sink, end in zip(sinks, ends, strict=True):
        canvas.add("rect", x=RIGHT, y=end, width=NODE, height=max(sink.amount * per, 0.8), fill=ACCENT)
        middle = end + sink.amount * per / 2
        canvas.text(RIGHT + NODE + 4, middle - 1.5, sink.label, weight="600", size=7.5)
        canvas.text(RIGHT + NODE + 4, middle + 8, sink.shown, size=7.5, fill=INK)
    return canvas, bottom


def _ribbons(
    canvas: Canvas, sources: Sequence[Source], tops: Sequence[float], ends: list[float], per: float
) -> None:
    """Each part as a band from its place at the left to the next free place of its bearer at the right."""
    for source, top in zip(sources, tops, strict=True):
        start = top
        for i, part in enumerate(source.parts):
            wide = part * per
            if wide > 0:
                canvas.add(
                    "path", d=band(LEFT, start, RIGHT, ends[i], wide), fill=RIBBONS[min(i, len(RIBBONS) - 1)],
                    stroke=SOFT, stroke_width=0.2,
                )  # fmt: skip
            start += wide
            ends[i] += wide


def band(x1: float, y1: float, x2: float, y2: float, wide: float) -> str:
    """The outline of a band of even height between two places.

    >>> band(0, 0, 10, 4, 2)
    'M0 0 C5 0 5 4 10 4 L10 6 C5 6 5 2 0 2 Z'
    """
    middle = at((x1 + x2) / 2)
    a, b, c, d = at(x1), at(y1), at(x2), at(y2)
    return f"M{a} {b} C{middle} {b} {middle} {d} {c} {d} L{c} {at(y2 + wide)} C{middle} {at(y2 + wide)} {middle} {at(y1 + wide)} {a} {at(y1 + wide)} Z"
