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
FILLS = {
    "accent": ACCENT,
    "pale": PALE,
    "hatch": "url(#hatch)",
    "dots": "url(#dots)",
    "grid": "url(#grid)",
    "white": "#ffffff",
    "ink": INK,
}


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


def dashed(dash: str) -> dict[str, str]:
    """The attribute of a dash, where there is one."""
    return {} if dash == "none" else {"stroke_dasharray": dash}


@dataclass
class Canvas:
    """Collects marks."""

    marks: list[Mark] = field(default_factory=list)

    def add(self, kind: str, text: str = "", **attributes: float | str) -> None:
        """One mark; underscores in names become hyphens, numbers become coordinates."""
        pairs = tuple(
            (k.replace("_", "-"), v if isinstance(v, str) else at(v)) for k, v in attributes.items()
        )
        self.marks.append(Mark(kind, pairs, text))

    def rect(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """A filled rectangle with a thin outline, so that patterns have an edge."""
        self.add(
            "rect",
            x=x,
            y=y,
            width=max(width, 0),
            height=height,
            fill=FILLS[style],
            stroke=SOFT if style != "accent" else ACCENT,
            stroke_width=0.5,
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        stroke: str = RULE,
        width: float = 0.5,
        dash: str = "none",
    ) -> None:
        """A straight line; lines of one kind that follow on one another are one mark."""
        d = f"M{at(x1)} {at(y1)} L{at(x2)} {at(y2)}"
        self.add("path", d=d, fill="none", stroke=stroke, stroke_width=width, **dashed(dash))
        *_, before, new = [Mark("", ()), *self.marks[-2:]]
        if before.kind == "path" and before.attributes[1:] == new.attributes[1:]:
            joined = ("d", f"{before.attributes[0][1]} {d}")
            self.marks[-2:] = [replace(new, attributes=(joined, *new.attributes[1:]))]

    def path(self, points: Sequence[tuple[float, float]], stroke: str, width: float, dash: str) -> None:
        """A line through points."""
        d = "M" + " L".join(f"{at(x)} {at(y)}" for x, y in points)
        self.add(
            "path",
            d=d,
            fill="none",
            stroke=stroke,
            stroke_width=width,
            stroke_linejoin="round",
            **dashed(dash),
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        anchor: str = "start",
        size: float = 7.5,
        weight: str = "400",
        fill: str = INK,
    ) -> None:
        """One line of text."""
        self.add("text", text, x=x, y=y, text_anchor=anchor, font_size=size, font_weight=weight, fill=fill)

    def chart(self, name: str, alt: str, height: float, caption: str = "") -> Chart:
        """The finished drawing; its patterns bear its name, for an id may stand in a page only once."""
        used = {v[5:-1] for m in self.marks for _, v in m.attributes if v.startswith("url(#")}
        marks = tuple(
            replace(m, attributes=tuple((k, v.replace("url(#", f"url(#{name}-")) for k, v in m.attributes))
            for m in self.marks
        )
        return Chart(name, alt, at(WIDTH), at(height), marks, tuple(sorted(used)), caption)


def nice_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round ticks that enclose low to high: steps of 1, 2, 2.5 or 5 times a power of ten.

    >>> nice_ticks(0, 9.3)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    >>> nice_ticks(-0.4, 7.4, 4)
    [-2.0, 0.0, 2.0, 4.0, 6.0, 8.0]
    """
    span = high - low
    if span <= 1e-9 * max(abs(low), abs(high), 1.0):
        span = max(abs(high), 1.0)
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
