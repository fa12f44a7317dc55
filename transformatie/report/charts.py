"""Vector charts: geometry only. A chart is a list of marks with ready coordinates; `charts.svg.j2` draws them.

One unit is one point in print. Colour is never the only signal: fills differ in pattern, lines in dashes,
and marks carry their text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

WIDTH = 482.0  # points: the measure of the text on an A4 page
INK, SOFT, RULE, ACCENT, PALE = "#1b2733", "#5b6773", "#d5dae0", "#0b5d66", "#dfe5ea"
#: Fill by style: solid accent, solid pale, and patterns that print in grey.
FILLS = {"accent": ACCENT, "pale": PALE, "hatch": "url(#hatch)", "dots": "url(#dots)", "grid": "url(#grid)", "white": "#ffffff", "ink": INK}


@dataclass(frozen=True)
class Mark:
    """One shape: kind is rect, line, path, circle or text; the rest are SVG attributes as text."""

    kind: str
    attributes: tuple[tuple[str, str], ...]
    text: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawing of fixed size with its text for those who cannot see it."""

    name: str
    alt: str
    width: str
    height: str
    marks: tuple[Mark, ...]
    patterns: tuple[str, ...]
    caption: str = ""
    kind: str = "chart"


def at(value: float) -> str:
    """A coordinate, to a hundredth of a point."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass
class Canvas:
    """Collects marks."""

    marks: list[Mark] = field(default_factory=list)

    def add(self, kind: str, text: str = "", **attributes: float | str) -> None:
        """One mark; underscores in names become hyphens, numbers become coordinates."""
        pairs = tuple((k.replace("_", "-"), v if isinstance(v, str) else at(v)) for k, v in attributes.items())
        self.marks.append(Mark(kind, pairs, text))

    def rect(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """A filled rectangle with a thin outline, so that patterns have an edge."""
        self.add("rect", x=x, y=y, width=max(width, 0), height=height, fill=FILLS[style], stroke=SOFT if style != "accent" else ACCENT, stroke_width=0.5)

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str = RULE, width: float = 0.5, dash: str = "none") -> None:
        """A straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)

    def path(self, points: Sequence[tuple[float, float]], stroke: str, width: float, dash: str) -> None:
        """A line through points."""
        d = "M" + " L".join(f"{at(x)} {at(y)}" for x, y in points)
        self.add("path", d=d, fill="none", stroke=stroke, stroke_width=width, stroke_dasharray=dash, stroke_linejoin="round")

    def text(self, x: float, y: float, text: str, anchor: str = "start", size: float = 7.5, weight: str = "400", fill: str = INK) -> None:
        """One line of text."""
        self.add("text", text, x=x, y=y, text_anchor=anchor, font_size=size, font_weight=weight, fill=fill)

    def chart(self, name: str, alt: str, height: float, caption: str = "") -> Chart:
        """The finished drawing; its patterns bear its name, for an id may stand in a page only once."""
        used = {v[5:-1] for m in self.marks for _, v in m.attributes if v.startswith("url(#")}
        marks = tuple(replace(m, attributes=tuple((k, v.replace("url(#", f"url(#{name}-")) for k, v in m.attributes)) for m in self.marks)
        return Chart(name, alt, at(WIDTH), at(height), marks, tuple(sorted(used)), caption)


def nice_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round ticks that enclose low to high: steps of 1, 2, 2.5 or 5 times a power of ten.

    >>> nice_ticks(0, 9.3)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    >>> nice_ticks(-0.4, 7.4, 4)
    [-2.5, 0.0, 2.5, 5.0, 7.5]
    """
    span = high - low
    if span <= 0:
        span = abs(high) or 1.0
        high = low + span
    rough = span / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """A linear scale from values to coordinates."""
    factor = (end - start) / (high - low)
    return lambda value: start + (value - low) * factor


def wrap(text: str, room: int, lines: int = 2) -> list[str]:
    """A label in at most `lines` lines of `room` characters; what is left over ends in an ellipsis.

    >>> wrap("Vernieuwen als kantoor en opnieuw verhuren", 24)
    ['Vernieuwen als kantoor', 'en opnieuw verhuren']
    """
    out: list[str] = []
    for word in text.split():
        if out and len(out[-1]) + 1 + len(word) <= room:
            out[-1] += f" {word}"
        else:
            out.append(word)
    if len(out) > lines:
        out = [*out[: lines - 1], out[lines - 1] + "…"]
    return [t if len(t) <= room else t[: room - 1].rstrip("…") + "…" for t in out]


def label(canvas: Canvas, x: float, middle: float, text: str, room: int, weight: str = "400", size: float = 7.5) -> None:
    """A label of one or two lines, centred on a height."""
    parts = wrap(text, room)
    for i, part in enumerate(parts):
        canvas.text(x, middle + 2.6 + (i - (len(parts) - 1) / 2) * (size + 1.5), part, weight=weight, size=size)


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


def bars(items: Sequence[Bar], tick: Callable[[float], str], axis: str, legend: Sequence[tuple[str, str]]) -> tuple[Canvas, float]:
    """Horizontal bars from zero, with whiskers where there is a spread."""
    canvas, pitch, left, right, top = Canvas(), 19.0, 136.0, WIDTH - 52.0, 4.0
    ends = [v for i in items for v in (i.value, i.low, i.high, 0.0) if v is not None]
    ticks = nice_ticks(min(ends), max(ends), 6)
    x = scale(ticks[0], ticks[-1], left, right)
    bottom = top + pitch * len(items)
    for t in ticks:
        canvas.line(x(t), top, x(t), bottom, stroke=SOFT if t == 0 else RULE, width=0.8 if t == 0 else 0.5)
        canvas.text(x(t), bottom + 10, tick(t), anchor="middle", size=7, fill=SOFT)
    for i, item in enumerate(items):
        middle, strong = top + pitch * (i + 0.5), "600" if item.style == "accent" else "400"
        label(canvas, 0, middle, item.label, 31, strong)
        canvas.rect(min(x(0), x(item.value)), middle - 4.5, abs(x(item.value) - x(0)), 9, item.style)
        if item.low is not None and item.high is not None:
            whisker(canvas, x(item.low), x(item.high), middle, None if item.mid is None else x(item.mid))
        canvas.text(WIDTH, middle + 2.6, item.shown, anchor="end", weight=strong)
    canvas.text(right, bottom + 20, axis, anchor="end", size=7, fill=SOFT)
    keys(canvas, 0, bottom + 32, legend)
    return canvas, bottom + 38


def whisker(canvas: Canvas, low: float, high: float, middle: float, mid: float | None) -> None:
    """A range with end caps, white-edged so that it shows on a dark bar, and a dot for the expected value."""
    for stroke, width in (("#ffffff", 2.6), (INK, 1.0)):
        canvas.line(low, middle, high, middle, stroke=stroke, width=width)
        for end in (low, high):
            canvas.line(end, middle - 3, end, middle + 3, stroke=stroke, width=width)
    if mid is not None:
        canvas.add("circle", cx=mid, cy=middle, r=2.2, fill="#ffffff", stroke=INK, stroke_width=1.0)


def keys(canvas: Canvas, x: float, y: float, legend: Sequence[tuple[str, str]]) -> None:
    """A legend on one line: a sample and its words, side by side."""
    for style, words in legend:
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
        x += 30 + 3.45 * len(words)


@dataclass(frozen=True)
class Series:
    """One line of a panel: a value by year, up to the year in which it ends."""

    label: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    stroke: str
    width: float
    dash: str = "none"


def panels(charts: Sequence[tuple[str, Sequence[Series]]], tick: Callable[[float], str], axis: str) -> tuple[Canvas, float]:
    """Line charts side by side on one scale."""
    canvas, gap, left, top, height = Canvas(), 30.0, 26.0, 30.0, 128.0
    every = [s for _, series in charts for s in series]
    values = [v for s in every for v in s.values] + [0.0]
    ticks = nice_ticks(min(values), max(values), 5)
    first, last = min(s.years[0] for s in every), max(s.years[-1] for s in every)
    y = scale(ticks[0], ticks[-1], top + height, top)
    wide = (WIDTH - left - gap * (len(charts) - 1)) / len(charts)
    canvas.text(0, 8, axis, size=7, fill=SOFT)
    for i, (title, series) in enumerate(charts):
        x0 = left + i * (wide + gap)
        x = scale(first, max(last, first + 1), x0, x0 + wide)
        canvas.text(x0, top - 10, title, weight="600")
        for t in ticks:
            canvas.line(x0, y(t), x0 + wide, y(t), stroke=SOFT if t == 0 else RULE, width=0.8 if t == 0 else 0.5)
            if i == 0:
                canvas.text(left - 5, y(t) + 2.5, tick(t), anchor="end", size=7, fill=SOFT)
        for year in [n for n in range(first, last + 1) if n % 5 == 0 or last - first < 8]:
            canvas.line(x(year), top + height, x(year), top + height + 3, stroke=SOFT)
            canvas.text(x(year), top + height + 11, str(year), anchor="middle", size=7, fill=SOFT)
        for s in series:
            points = [(x(n), y(v)) for n, v in zip(s.years, s.values, strict=True)]
            canvas.path(points, s.stroke, s.width, s.dash)
            if points and s.years[-1] < last:
                canvas.add("circle", cx=points[-1][0], cy=points[-1][1], r=2.2, fill=s.stroke, stroke="#ffffff", stroke_width=0.6)
    seen = {s.label: f"line:{s.stroke}:{s.width}:{s.dash}" for s in every}
    keys(canvas, left, top + height + 28, [(v, k) for k, v in seen.items()])
    return canvas, top + height + 34


@dataclass(frozen=True)
class Segment:
    """A part of a stacked bar; `shown` stands in it where there is room."""

    value: float
    style: str
    shown: str


def stacks(rows: Sequence[tuple[str, Sequence[Segment], str]], legend: Sequence[tuple[str, str]]) -> tuple[Canvas, float]:
    """Stacked horizontal bars on one scale, with their total at the right."""
    canvas, pitch, left, right = Canvas(), 22.0, 136.0, WIDTH - 52.0
    longest = max((sum(max(s.value, 0) for s in parts) for _, parts, _ in rows), default=0.0) or 1.0
    x = scale(0, longest, left, right)
    for i, (name, parts, shown) in enumerate(rows):
        middle, done = 4 + pitch * (i + 0.5), 0.0
        label(canvas, 0, middle, name, 31)
        for part in parts:
            wide = x(done + max(part.value, 0)) - x(done)
            if wide <= 0:
                continue
            canvas.rect(x(done), middle - 7, wide, 14, part.style)
            if wide > 5.5 * len(part.shown) and part.shown:
                plate(canvas, x(done) + wide / 2, middle, part)
            done += max(part.value, 0)
        canvas.text(WIDTH, middle + 2.6, shown, anchor="end")
    bottom = 4 + pitch * len(rows)
    keys(canvas, left, bottom + 14, legend)
    return canvas, bottom + 20


def plate(canvas: Canvas, x: float, middle: float, part: Segment) -> None:
    """The figure of a segment: white on the accent, else on a white plate so that a pattern does not blur it."""
    if part.style != "accent":
        wide = 4.3 * len(part.shown) + 4
        canvas.add("rect", x=x - wide / 2, y=middle - 5, width=wide, height=10, fill="#ffffff")
    canvas.text(x, middle + 2.6, part.shown, anchor="middle", fill="#ffffff" if part.style == "accent" else INK)


def diamond(canvas: Canvas, x: float, y: float, size: float = 4.0) -> None:
    """A milestone."""
    canvas.add("path", d=f"M{at(x - size)} {at(y)} L{at(x)} {at(y - size)} L{at(x + size)} {at(y)} L{at(x)} {at(y + size)} Z", fill=INK)


@dataclass(frozen=True)
class Span:
    """One row of a timeline: from start to end in days, or a milestone where both are the same day."""

    label: str
    start: float
    end: float
    shown: str
    style: str


def gantt(rows: Sequence[Span], ticks: Sequence[tuple[float, str]], legend: Sequence[tuple[str, str]]) -> tuple[Canvas, float]:
    """A timeline: bars and milestones over months; the end date stands behind each."""
    canvas, pitch, left, top = Canvas(), 17.0, 150.0, 18.0
    low, high = ticks[0][0], ticks[-1][0]
    x = scale(low, max(high, low + 1), left, WIDTH - 62.0)
    bottom = top + pitch * len(rows)
    for day, words in ticks:
        canvas.line(x(day), top - 4, x(day), bottom)
        canvas.text(x(day), top - 8, words, anchor="middle", size=7, fill=SOFT)
    for i, row in enumerate(rows):
        middle = top + pitch * (i + 0.5)
        milestone = row.start == row.end
        label(canvas, 0, middle, row.label, 36, "600" if milestone else "400", 7)
        if milestone:
            diamond(canvas, x(row.end), middle)
        else:
            canvas.rect(x(row.start), middle - 4.5, max(x(row.end) - x(row.start), 1.5), 9, row.style)
        canvas.text(x(row.end) + 6, middle + 2.5, row.shown, size=7, weight="600" if milestone else "400")
    keys(canvas, 0, bottom + 16, legend)
    return canvas, bottom + 22
