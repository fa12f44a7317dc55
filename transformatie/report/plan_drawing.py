"""A floor plan to scale: dwellings behind the facade, corridor, core and what gets no daylight, with measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transformatie.kan.result import FloorDrawing, PlanRect
from transformatie.report.charts import INK, SOFT, WIDTH, Canvas, at
from transformatie.report.drawings import keys

#: Fill of each kind; types of dwelling differ in fill and carry a letter.
STYLES = {"corridor": "pale", "core": "grid", "dark": "hatch", "edge": "dots"}
ORDER = ("corridor", "core", "dark", "edge")
HIGHEST = 150.0


def letter(type_: int) -> str:
    """The letter of a type of dwelling: A, B, C."""
    return chr(ord("A") + type_)


def plan(
    floor: FloorDrawing, metres: Callable[[float], str], area: Callable[[float], str], words: dict[str, str], walls: float
) -> tuple[Canvas, float]:  # fmt: skip
    """The plan with its length and depth along the sides, and width and area in each dwelling that has room for it.

    metres, area: how to write a length and an area; words: of each kind, for the legend; walls: share of a dwelling's
    plate that is wall, so that what stands in it is GO.
    """
    canvas, left, top = Canvas(), 46.0, 16.0
    scale = min((WIDTH - left - 4.0) / floor.length, HIGHEST / floor.depth)
    height = floor.depth * scale
    for rect in floor.rects:
        _rect(canvas, rect, left, top, scale, metres, area, walls)
    canvas.add(
        "rect",
        x=left,
        y=top,
        width=floor.length * scale,
        height=height,
        fill="none",
        stroke=INK,
        stroke_width=1.4,
    )
    wide = floor.length * scale
    canvas.text(left + wide / 2, top - 6, metres(floor.length), anchor="middle", size=7.5)
    _measure(canvas, left, top - 3, left + wide, top - 3)
    canvas.text(left - 8, top + height / 2 + 2.6, metres(floor.depth), anchor="end", size=7.5)
    _measure(canvas, left - 4, top, left - 4, top + height)
    present = [k for k in ORDER if any(r.kind == k for r in floor.rects)]
    legend = [("white", words["dwelling"]), *((STYLES[k], words[k]) for k in present)]
    return canvas, keys(canvas, left, top + height + 16, legend) + 4


def _measure(canvas: Canvas, x1: float, y1: float, x2: float, y2: float) -> None:
    """A line of measure with its ends."""
    canvas.line(x1, y1, x2, y2, stroke=SOFT, width=0.6)
    across = (0.0, 2.0) if y1 == y2 else (2.0, 0.0)
    for x, y in ((x1, y1), (x2, y2)):
        canvas.line(x - across[0], y - across[1], x + across[0], y + across[1], stroke=SOFT, width=0.6)


def _rect(
    canvas: Canvas, r: PlanRect, left: float, top: float, scale: float, metres: Callable[[float], str],
    area: Callable[[float], str], walls: float,
) -> None:  # fmt: skip
    x, y, wide, high = left + r.x * scale, top + r.y * scale, r.width * scale, r.depth * scale
    canvas.rect(x, y, wide, high, "white" if r.kind == "dwelling" else STYLES[r.kind])
    if r.kind != "dwelling":
        return
    facade = y if r.y == 0 else y + high
    canvas.line(x + 2, facade, x + wide - 2, facade, stroke=INK, width=2.2)
    lines = [letter(r.type_), area(r.width * r.depth * (1 - walls)), metres(r.width)]
    _text(canvas, x + wide / 2, y + high / 2, wide - 3, high - 4, lines)


def _text(canvas: Canvas, x: float, y: float, wide: float, high: float, lines: Sequence[str]) -> None:
    """What stands in a dwelling: upright where it fits, on its side in a narrow one, else the letter alone."""
    size = 6.5
    longest = max(3.4 * len(t) for t in lines)
    if longest <= wide and len(lines) * (size + 1.5) <= high:
        for i, t in enumerate(lines):
            canvas.text(x, y + 2.4 + (i - (len(lines) - 1) / 2) * (size + 1.5), t, anchor="middle", size=size)
        return
    joined = " · ".join(lines)
    if 3.3 * len(joined) <= high and size + 1 <= wide:
        canvas.add(
            "text", joined, x=x, y=y + 2.2, text_anchor="middle", font_size=size, font_weight="400", fill=INK,
            transform=f"rotate(-90 {at(x)} {at(y)})",
        )  # fmt: skip
        return
    canvas.text(x, y + 2.4, lines[0], anchor="middle", size=size)
