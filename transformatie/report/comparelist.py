"""Two runs side by side, and why they differ, for the terminal."""

from __future__ import annotations

from transformatie.errors import Lang
from transformatie.explore.result import Cause, Comparison, Difference
from transformatie.report.grid import grid, paragraph
from transformatie.report.numbers import Notation
from transformatie.report.phrases import word
from transformatie.report.words import Say

CAUSES: tuple[Cause, ...] = ("inputs", "law", "market", "draws", "version", "interactions")
MEASURES = ("central", "expected")


def comparison(found: Comparison, lang: Lang, width: int) -> str:
    """What changed, then the parts of the difference of each row."""
    say, to = Say(lang), Notation(lang)
    lines = [say("difference.head", before=found.before, after=found.after), ""]
    for change in found.changed:
        text = f"{say(f'difference.{change.cause}')}: {change.name}: {change.before} → {change.after}"
        lines += paragraph(text, width)
    if not found.changed:
        lines.append(say("difference.same"))
    for measure in MEASURES:
        rows = [r for r in found.rows if r.measure == measure]
        if rows:
            lines += ["", say(f"difference.{measure}"), *_table(rows, say, to, lang, width)]
    if found.only:
        lines += ["", *paragraph(say("difference.only", names=", ".join(found.only)), width)]
    joined = dict.fromkeys(c for r in found.rows for c in CAUSES[:4] if c not in r.separable)
    if joined:
        lines += [
            "",
            *paragraph(
                say("difference.joined", causes=", ".join(say(f"difference.{c}") for c in joined)), width
            ),
        ]
    return "\n".join(lines) + "\n"


def _table(rows: list[Difference], say: Say, to: Notation, lang: Lang, width: int) -> list[str]:
    """Only causes that move some row have a column."""
    causes = [c for c in CAUSES if any(r.parts[c] for r in rows)]
    heads = [
        say("terminal.option"),
        say("difference.before"),
        *(say(f"difference.{c}") for c in causes),
        say("difference.after"),
    ]
    body = [
        (word(r.label, lang), to.number(r.before, 2, 2), *(to.number(r.parts[c], 2, 2) for c in causes), to.number(r.after, 2, 2)) for r in rows
    ]  # fmt: skip
    return grid(heads, body, width)
