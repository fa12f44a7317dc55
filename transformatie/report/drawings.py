"""The drawings of the report: bars, lines, stacks and a timeline, laid out from values that are ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transformatie.report.charts import INK, RULE, SOFT, WIDTH, Canvas, at, nice_ticks, scale, wrap


def label(
    canvas: Canvas, x: float, middle: float, text: str, room: int, weight: str = "400", size: float = 7.5
) -> None:
    """A label of one or two lines, centred on a height."""
    parts = wrap(text, room)
    for i, part in enumerate(parts):
        canvas.text(
            x, middle + 2.6 + (i - (len(parts) - 1) / 2) * (size + 1.5), part, weight=weight, size=size
        )


@dataclass(frozen=True)
class Bar:
    """One bar: its value as text stands at the right; low to high is drawn as a whisker with a dot at mid."""

    label: str
    value: float
    shown: str
    style: str = "pale"
    low: float | None = None
    mid: float | None = None
    high: float | None = None


def bars(
    items: Sequence[Bar], tick: Callable[[float], str], axis: str, legend: Sequence[tuple[str, str]]
) -> tuple[Canvas, float]:
    """Horizontal bars from zero, with whiskers where there is a spread."""
    canvas, pitch, left, right, top = Canvas(), 14.0, 168.0, WIDTH - 52.0, 2.0
    ends = [v for i in items for v in (i.value, i.low, i.high, 0.0) if v is not None]
    ticks = nice_ticks(min(ends), max(ends), 6)
    x = scale(ticks[0], ticks[-1], left, right)
    bottom = top + pitch * len(items)
    for t in ticks:
        canvas.line(x(t), top, x(t), bottom, stroke=SOFT if t == 0 else RULE, width=0.8 if t == 0 else 0.5)
        canvas.text(x(t), bottom + 10, tick(t), anchor="middle", size=7, fill=SOFT)
    for i, item in enumerate(items):
        middle, strong = top + pitch * (i + 0.5), "600" if item.style == "accent" else "400"
        label(canvas, 0, middle, item.label, 48, strong, 7.2)
        canvas.rect(min(x(0), x(item.value)), middle - 4, abs(x(item.value) - x(0)), 8, item.style)
        if item.low is not None and item.high is not None:
            whisker(canvas, x(item.low), x(item.high), middle, None if item.mid is None else x(item.mid))
        canvas.text(WIDTH, middle + 2.6, item.shown, anchor="end", weight=strong)
    canvas.text(WIDTH, bottom + 10, axis, anchor="end", size=7, fill=SOFT)
    return canvas, keys(canvas, 0, bottom + 24, legend) + 4


def whisker(canvas: Canvas, low: float, high: float, middle: float, mid: float | None) -> None:
    """A range with end caps, white-edged so that it shows on a dark bar, and a dot for the expected value."""
    for stroke, width in (("#ffffff", 2.6), (INK, 1.0)):
        canvas.line(low, middle, high, middle, stroke=stroke, width=width)
        for end in (low, high):
            canvas.line(end, middle - 3, end, middle + 3, stroke=stroke, width=width)
    if mid is not None:
        canvas.add("circle", cx=mid, cy=middle, r=2.2, fill="#ffffff", stroke=INK, stroke_width=1.0)


def keys(canvas: Canvas, x: float, y: float, legend: Sequence[tuple[str, str]]) -> float:
    """A legend: samples and their words side by side, on as many lines as they need; returns the last height."""
    start = x
    for style, words in legend:
        need = 24 + 3.7 * len(words)
        if x > start and x + need > WIDTH:
            x, y = start, y + 11
        if style == "whisker":
            whisker(canvas, x, x + 16, y - 2.6, x + 8)
        elif style.startswith("line:"):
            _, stroke, width, dash = style.split(":")
            canvas.line(x, y - 2.6, x + 16, y - 2.6, stroke=stroke, width=float(width), dash=dash)
        elif style == "diamond":
            diamond(canvas, x + 8, y - 2.6)
        else:
            canvas.rect(x, y - 6.5, 16, 8, style)
        canvas.text(x + 20, y, words, size=7, fill=SOFT)
        x += need + 8
    return y


@dataclass(frozen=True)
class Series:
    """One line of a panel: a value by year, up to the year in which it ends."""

    label: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    stroke: str
    width: float
    dash: str = "none"


#: A row of panels: the title and the series of each.
Panels = Sequence[tuple[str, Sequence[Series]]]


@dataclass(frozen=True)
class Grid:
    """One panel of a row of panels: where it stands and how years and values become coordinates."""

    left: float
    right: float
    top: float
    bottom: float
    x: Callable[[float], float]
    y: Callable[[float], float]


def grids(
    canvas: Canvas, charts: Panels, tick: Callable[[float], str], axis: str, height: float
) -> list[Grid]:
    """Empty panels side by side on one scale: titles, lines across, and years below."""
    gap, left, top = 36.0, 30.0, 30.0
    every = [s for _, series in charts for s in series]
    values = [v for s in every for v in s.values] + [0.0]
    ticks = nice_ticks(min(values), max(values), max(3, round(height / 25)))
    first, last = min(s.years[0] for s in every), max(s.years[-1] for s in every)
    y = scale(ticks[0], ticks[-1], top + height, top)
    wide = (WIDTH - left - 10 - gap * (len(charts) - 1)) / len(charts)
    canvas.text(0, 8, axis, size=7, fill=SOFT)
    out = []
    for i, (title, _) in enumerate(charts):
        x0 = left + i * (wide + gap)
        grid = Grid(x0, x0 + wide, top, top + height, scale(first - 0.5, last + 0.5, x0, x0 + wide), y)
        canvas.text(x0, top - 10, wrap(title, round(wide / 3.6), 1)[0], weight="600")
        for t in ticks:
            canvas.line(x0, y(t), x0 + wide, y(t), SOFT if t == 0 else RULE, 0.8 if t == 0 else 0.5)
            if i == 0:
                canvas.text(left - 5, y(t) + 2.5, tick(t), anchor="end", size=7, fill=SOFT)
        step = 1 if last - first < 6 else 5 if last - first < 20 else 10
        for year in (n for n in range(first, last + 1) if n % step == 0):
            canvas.line(grid.x(year), grid.bottom, grid.x(year), grid.bottom + 3, stroke=SOFT)
            canvas.text(grid.x(year), grid.bottom + 11, str(year), anchor="middle", size=7, fill=SOFT)
        out.append(grid)
    return out


def panels(charts: Panels, tick: Callable[[float], str], axis: str) -> tuple[Canvas, float]:
    """Lines by year; a line that ends before the others ends in a dot."""
    canvas = Canvas()
    every = [s for _, series in charts for s in series]
    last = max(s.years[-1] for s in every)
    found = grids(canvas, charts, tick, axis, 100.0)
    for grid, (_, series) in zip(found, charts, strict=True):
        for s in series:
            points = [(grid.x(n), grid.y(v)) for n, v in zip(s.years, s.values, strict=True)]
            canvas.path(points, s.stroke, s.width, s.dash)
            if s.years[-1] < last:
                x, y = points[-1]
                canvas.add("circle", cx=x, cy=y, r=2.2, fill=s.stroke, stroke="#ffffff", stroke_width=0.6)
    seen = {s.label: f"line:{s.stroke}:{s.width}:{s.dash}" for s in every}
    return canvas, keys(canvas, found[0].left, found[0].bottom + 28, [(v, k) for k, v in seen.items()]) + 6


def columns(charts: Panels, tick: Callable[[float], str], axis: str) -> tuple[Canvas, float]:
    """Upright bars by year from zero."""
    canvas = Canvas()
    found = grids(canvas, charts, tick, axis, 92.0)
    for grid, (_, series) in zip(found, charts, strict=True):
        for s in series:
            wide = (grid.x(1) - grid.x(0)) * 0.7
            for year, value in zip(s.years, s.values, strict=True):
                if value:
                    high, low = grid.y(max(value, 0)), grid.y(min(value, 0))
                    canvas.add(
                        "rect",
                        x=grid.x(year) - wide / 2,
                        y=high,
                        width=wide,
                        height=low - high,
                        fill=s.stroke,
                    )
    return canvas, found[0].bottom + 16


@dataclass(frozen=True)
class Segment:
    """A part of a stacked bar; `shown` stands in it where there is room."""

    value: float
    style: str
    shown: str


def stacks(
    rows: Sequence[tuple[str, Sequence[Segment], str]], legend: Sequence[tuple[str, str]]
) -> tuple[Canvas, float]:
    """Stacked horizontal bars on one scale, with their total at the right."""
    canvas, pitch, left, right = Canvas(), 17.0, 168.0, WIDTH - 52.0
    longest = max((sum(max(s.value, 0) for s in parts) for _, parts, _ in rows), default=0.0) or 1.0
    x = scale(0, longest, left, right)
    for i, (name, parts, shown) in enumerate(rows):
        middle, done = 4 + pitch * (i + 0.5), 0.0
        label(canvas, 0, middle, name, 48, size=7.2)
        for part in parts:
            wide = x(done + max(part.value, 0)) - x(done)
            if wide <= 0:
                continue
            canvas.rect(x(done), middle - 5.5, wide, 11, part.style)
            if wide > 5.5 * len(part.shown) and part.shown:
                plate(canvas, x(done) + wide / 2, middle, part)
            done += max(part.value, 0)
        canvas.text(WIDTH, middle + 2.6, shown, anchor="end")
    bottom = 4 + pitch * len(rows)
    return canvas, keys(canvas, left, bottom + 14, legend) + 6


def plate(canvas: Canvas, x: float, middle: float, part: Segment) -> None:
    """The figure of a segment: white on the accent, else on a white plate so that a pattern does not blur it."""
    if part.style != "accent":
        wide = 4.3 * len(part.shown) + 4
        canvas.add("rect", x=x - wide / 2, y=middle - 4.2, width=wide, height=8.4, fill="#ffffff")
    canvas.text(
        x, middle + 2.6, part.shown, anchor="middle", fill="#ffffff" if part.style == "accent" else INK
    )


def diamond(canvas: Canvas, x: float, y: float, size: float = 4.0) -> None:
    """A milestone."""
    canvas.add(
        "path",
        d=f"M{at(x - size)} {at(y)} L{at(x)} {at(y - size)} L{at(x + size)} {at(y)} L{at(x)} {at(y + size)} Z",
        fill=INK,
    )


@dataclass(frozen=True)
class Span:
    """One row of a timeline: from start to end in days, or a milestone where both are the same day."""

    label: str
    start: float
    end: float
    shown: str
    style: str


def gantt(
    rows: Sequence[Span], ticks: Sequence[tuple[float, str]], legend: Sequence[tuple[str, str]]
) -> tuple[Canvas, float]:
    """A timeline: bars and milestones over months; the end date stands at the right."""
    canvas, pitch, left, top = Canvas(), 12.5, 168.0, 18.0
    low, high = ticks[0][0], ticks[-1][0]
    x = scale(low, max(high, low + 1), left + 8, WIDTH - 64.0)
    bottom = top + pitch * len(rows)
    for day, words in ticks:
        canvas.line(x(day), top - 4, x(day), bottom)
        canvas.text(x(day), top - 8, words, anchor="middle", size=7, fill=SOFT)
    for i, row in enumerate(rows):
        middle = top + pitch * (i + 0.5)
        milestone = row.start == row.end
        label(canvas, 0, middle, wrap(row.label, 50, 1)[0], 50, "600" if milestone else "400", 7)
        if milestone:
            diamond(canvas, x(row.end), middle)
        else:
            canvas.rect(x(row.start), middle - 4, max(x(row.end) - x(row.start), 1.5), 8, row.style)
        canvas.text(
            WIDTH, middle + 2.5, row.shown, anchor="end", size=7, weight="600" if milestone else "400"
        )
    return canvas, keys(canvas, 0, bottom + 16, legend) + 6
