"""Plain listings for the terminal: the sum behind a figure, and the law of a day."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from transformatie.errors import Lang
from transformatie.result import Explained, LawEntry

CONFIDENCE: dict[str, dict[Lang, str]] = {
    "verified": {"nl": "geverifieerd", "en": "verified"},
    "secondary": {"nl": "secundair", "en": "secondary"},
    "derived": {"nl": "afgeleid", "en": "derived"},
    "memory": {"nl": "uit het geheugen", "en": "from memory"},
    "assumption": {"nl": "aanname", "en": "assumption"},
    "given": {"nl": "opgegeven", "en": "given"},
    "": {"nl": "", "en": ""},
}


def explanation(row: str, steps: Sequence[Explained], lang: Lang) -> str:
    """The sum behind a figure as an indented tree: value and unit, formula, or source and confidence of a leaf."""
    lines = [row]
    for step in steps:
        pad = "  " * (step.depth + 1)
        unit = f" {step.unit}" if step.unit else ""
        role = f"{step.role}: " if step.role and step.role != step.name else ""
        lines.append(f"{pad}{role}{step.name} = {number(step.value, lang)}{unit}")
        if step.formula:
            lines.append(f"{pad}    {step.formula}")
        if step.source:
            confidence = CONFIDENCE.get(step.confidence, {"nl": step.confidence, "en": step.confidence})[lang]
            lines.append(f"{pad}    ← {step.source}{f' ({confidence})' if confidence else ''}")
    return "\n".join(lines)


def number(value: Any, lang: Lang) -> str:
    """A value for the terminal: numbers to seven digits, a series by its ends and its sum, the rest as it is."""
    if isinstance(value, dict):
        sum_of = {"nl": "som", "en": "sum"}[lang]
        return f"{number(value['first'], lang)} … {number(value['last'], lang)} ({value['number']}×, {sum_of} {number(value['sum'], lang)})"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,.2f}" if abs(value) >= 1000 else f"{value:.7g}"


def law_table(rows: Sequence[LawEntry], lang: Lang, width: int) -> str:
    """Parameter, value, unit, in force, source and confidence, one parameter a block of at most two lines."""
    head = {"nl": ("parameter", "waarde", "sinds", "bron"), "en": ("parameter", "value", "since", "source")}[
        lang
    ]
    carried = {"nl": "doorgetrokken", "en": "carried forward"}[lang]
    overlay = {"nl": "overlay, geen recht", "en": "overlay, not law"}[lang]
    name_width = max([len(head[0]), *(len(r.name) for r in rows)])
    value_width = max([len(head[1]), *(min(len(_value(r)), 28) for r in rows)])
    lines = [f"{head[0]:<{name_width}}  {head[1]:<{value_width}}  {head[2]:<10}  {head[3]}"]
    for r in rows:
        marks = [
            CONFIDENCE[r.confidence][lang],
            *([carried] if r.carried_forward else []),
            *([overlay] if r.overlay else []),
        ]
        start = f"{r.name:<{name_width}}  {_value(r):<{value_width}}  {r.in_force}  "
        text = f"{r.source} ({', '.join(marks)})"
        room = max(width - len(start), 40)
        first, *more = textwrap.wrap(text, room) or [""]
        lines.append(start + first)
        lines += [" " * len(start) + line for line in more]
    return "\n".join(lines)


def _value(row: LawEntry) -> str:
    value = row.value
    text = (
        f"{value:,}"
        if isinstance(value, int) and not isinstance(value, bool) and row.unit != "year"
        else str(value)
    )
    return f"{text} {row.unit}" if row.unit not in ("form", "flag") else text
