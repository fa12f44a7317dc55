"""The drawings of the portfolio's paper: bars, columns by year, and how many buildings gain how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from transformatie.errors import Lang
from transformatie.report.charts import Canvas, Chart, nice_ticks, scale, wrap
from transformatie.report.numbers import Notation


class Pen(Protocol):
    """What a drawing writes with: a language and its notation."""

    lang: Lang
    to: Notation


def euro(desk: Pen, value: float) -> str:
    """An amount for a large figure: millions, or thousands."""
    if abs(value) >= 1e6:
        number = desk.to.number(value / 1e6, 1, 1)
        return f"€\u00a0{number}\u00a0mln" if desk.lang == "nl" else f"€{number}m"
    return desk.to.euro(round(value, -3))


def bars(name: str, labels: Sequence[str], values: Sequence[float], caption: str, desk: Pen) -> Chart:
    """Horizontal bars with their figures."""
    canvas, step, left, right = Canvas(), 19.0, 150.0, 470.0
    ticks = nice_ticks(min(0.0, *values), max(1.0, *values))
    x = scale(ticks[0], ticks[-1], left, right - 50)
    for i, (label, value) in enumerate(zip(labels, values, strict=True)):
        y = i * step + 4
        for j, line in enumerate(wrap(label, 34)):
            canvas.text(left - 6, y + 8 + j * 7.5 - (2 if len(wrap(label, 34)) > 1 else 0), line, "end", 7)
        canvas.rect(min(x(0), x(value)), y, abs(x(value) - x(0)), 11, "accent" if value >= 0 else "hatch")
        canvas.text(max(x(0), x(value)) + 4, y + 8.5, euro(desk, value), size=7)
    canvas.line(x(0), 0, x(0), len(labels) * step, stroke="#1b2733")
    told = "; ".join(f"{label} {euro(desk, v)}" for label, v in zip(labels, values, strict=True))
    return canvas.chart(name, f"{caption}: {told}", len(labels) * step + 4, caption)


def columns_chart(
    name: str, labels: Sequence[str], values: Sequence[float], caption: str, desk: Pen
) -> Chart:
    """Upright bars by year."""
    canvas, left, right, top, bottom = Canvas(), 52.0, 476.0, 8.0, 120.0
    ticks = nice_ticks(min(0.0, *values), max(1.0, *values))
    y = scale(ticks[0], ticks[-1], bottom, top)
    for tick in ticks:
        canvas.line(left, y(tick), right, y(tick))
        canvas.text(left - 5, y(tick) + 2.5, desk.to.thousands(tick), "end", 7)
    room = (right - left) / max(len(values), 1)
    for i, (label, value) in enumerate(zip(labels, values, strict=True)):
        x = left + i * room + room * 0.2
        canvas.rect(
            x, min(y(0), y(value)), room * 0.6, abs(y(value) - y(0)), "accent" if value >= 0 else "hatch"
        )
        canvas.text(x + room * 0.3, bottom + 11, label, "middle", 7)
    canvas.line(left, y(0), right, y(0), stroke="#1b2733")
    told = "; ".join(f"{label} {euro(desk, v)}" for label, v in zip(labels, values, strict=True))
    return canvas.chart(name, f"{caption}: {told}", bottom + 18, caption)


def histogram(name: str, values: np.ndarray, caption: str, desk: Pen) -> Chart:
    """How many buildings gain how much; the ends gather what lies beyond P2 and P98."""
    low, high = (float(v) for v in np.percentile(values, [2, 98])) if len(values) else (0.0, 1.0)
    ticks = nice_ticks(low, high, 12)
    counts = (
        np.histogram(np.clip(values, ticks[0], ticks[-1]), bins=ticks)[0]
        if len(ticks) > 1
        else np.array([len(values)])
    )
    canvas, left, right, top, bottom = Canvas(), 40.0, 462.0, 8.0, 110.0
    most = nice_ticks(0, max(float(counts.max()), 1.0), 4)
    y, x = scale(most[0], most[-1], bottom, top), scale(ticks[0], ticks[-1], left, right)
    for tick in most:
        canvas.line(left, y(tick), right, y(tick))
        canvas.text(left - 5, y(tick) + 2.5, desk.to.number(tick), "end", 7)
    for count, a, b in zip(counts, ticks, ticks[1:], strict=False):
        canvas.rect(
            x(a) + 0.6,
            y(float(count)),
            x(b) - x(a) - 1.2,
            bottom - y(float(count)),
            "accent" if b > 0 else "hatch",
        )
    for tick in ticks[:: max(len(ticks) // 7, 1)]:
        canvas.text(x(tick), bottom + 11, desk.to.thousands(tick), "middle", 7)
    told = "; ".join(
        f"{euro(desk, a)}–{euro(desk, b)}: {int(c)}"
        for c, a, b in zip(counts, ticks, ticks[1:], strict=False)
        if c
    )
    return canvas.chart(name, f"{caption}: {told}", bottom + 18, caption)
