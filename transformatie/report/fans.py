"""Drawings of chance: the fan of values of each option with its chance to rank first, and a tornado."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transformatie.report.charts import INK, RULE, SOFT, WIDTH, Canvas, nice_ticks, scale
from transformatie.report.drawings import keys, label

#: Where labels end and drawings begin, and the height of a row.
LEFT, PITCH, TOP = 152.0, 17.0, 12.0


@dataclass(frozen=True)
class Fan:
    """One option: its quantiles, its expected value, and how often it ranks first, as text too."""

    label: str
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    expected: float
    first: float
    shown: str
    strong: bool = False


def fan(
    items: Sequence[Fan],
    tick: Callable[[float], str],
    axis: str,
    column: str,
    legend: Sequence[tuple[str, str]],
) -> tuple[Canvas, float]:
    """A band from P10 to P90, a darker one from P25 to P75, a stroke at P50, a dot at the expected value; at the right the chance."""
    canvas, room = Canvas(), 88.0
    right = WIDTH - room - 10
    ticks = nice_ticks(min(i.p10 for i in items), max(i.p90 for i in items), 5)
    x, chance = scale(ticks[0], ticks[-1], LEFT, right), scale(0.0, 1.0, WIDTH - room, WIDTH - 26)
    bottom = TOP + PITCH * len(items)
    for t in ticks:
        canvas.line(x(t), TOP, x(t), bottom, stroke=SOFT if t == 0 else RULE, width=0.8 if t == 0 else 0.5)
        canvas.text(x(t), bottom + 10, tick(t), anchor="middle", size=7, fill=SOFT)
    canvas.text(WIDTH, 7, column, anchor="end", size=7, fill=SOFT)
    for i, item in enumerate(items):
        middle, weight = TOP + PITCH * (i + 0.5), "600" if item.strong else "400"
        label(canvas, 0, middle, item.label, 44, weight, 7.2)
        canvas.rect(x(item.p10), middle - 5, x(item.p90) - x(item.p10), 10, "white")
        canvas.rect(
            x(item.p25), middle - 5, x(item.p75) - x(item.p25), 10, "accent" if item.strong else "pale"
        )
        for stroke, width in (("#ffffff", 3.0), (INK, 1.4)):
            canvas.line(x(item.p50), middle - 6, x(item.p50), middle + 6, stroke=stroke, width=width)
        canvas.add(
            "circle", cx=x(item.expected), cy=middle, r=2.3, fill="#ffffff", stroke=INK, stroke_width=1.0
        )
        canvas.rect(
            chance(0.0), middle - 3, chance(item.first) - chance(0.0), 6, "accent" if item.strong else "hatch"
        )
        canvas.text(WIDTH, middle + 2.6, item.shown, anchor="end", weight=weight)
    canvas.text(0, bottom + 10, axis, size=7, fill=SOFT)
    return canvas, keys(canvas, 0, bottom + 24, legend) + 4


@dataclass(frozen=True)
class Swing:
    """One input: what the option is worth at its low and at its high end, and those ends as text."""

    label: str
    at_low: float
    at_high: float
    low: str
    high: str


def tornado(
    items: Sequence[Swing],
    centre: float,
    tick: Callable[[float], str],
    axis: str,
    legend: Sequence[tuple[str, str]],
) -> tuple[Canvas, float]:
    """Bars from the central value to the value at each end of an input, the largest on top, with the ends written beside them."""
    canvas, room = Canvas(), 58.0
    ends = [v for i in items for v in (i.at_low, i.at_high, centre)]
    ticks = nice_ticks(min(ends), max(ends), 5)
    x = scale(ticks[0], ticks[-1], LEFT + room, WIDTH - room)
    bottom = TOP + PITCH * len(items)
    for t in ticks:
        canvas.line(x(t), TOP, x(t), bottom, stroke=RULE)
        canvas.text(x(t), bottom + 10, tick(t), anchor="middle", size=7, fill=SOFT)
    for i, item in enumerate(items):
        middle = TOP + PITCH * (i + 0.5)
        label(canvas, 0, middle, item.label, 44, "400", 7.2)
        for value, style in ((item.at_low, "hatch"), (item.at_high, "accent")):
            canvas.rect(min(x(value), x(centre)), middle - 4.5, abs(x(value) - x(centre)), 9, style)
        left, right = sorted(((item.at_low, item.low), (item.at_high, item.high)))
        canvas.text(min(x(left[0]), x(centre)) - 3, middle + 2.6, left[1], anchor="end", size=6.8, fill=SOFT)
        canvas.text(max(x(right[0]), x(centre)) + 3, middle + 2.6, right[1], size=6.8, fill=SOFT)
    canvas.line(x(centre), TOP - 3, x(centre), bottom, stroke=INK, width=1.0)
    canvas.text(0, bottom + 10, axis, size=7, fill=SOFT)
    return canvas, keys(canvas, 0, bottom + 24, legend) + 4
