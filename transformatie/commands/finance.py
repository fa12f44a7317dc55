"""`transformatie finance`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import (
    FILE,
    JSON,
    KNOWN_ON,
    LANG,
    OPTION,
    OVERLAY,
    day,
    terminal,
    write_json,
)


@click.command()
@click.argument("file", type=FILE)
@OPTION
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def finance(
    ctx: click.Context,
    file: Path,
    option: str,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """Loan, cover ratios, stress and commercial accounts of an option, or of all side by side."""
    from transformatie.evaluate import Question, evaluate
    from transformatie.finance.case import named, rows_named
    from transformatie.input.building import read_building
    from transformatie.report.finance_text import details, overview

    ctx.meta["lang"] = lang
    named(option)
    result = evaluate(read_building(file), Question(overlays, day(known_on)))
    rows = rows_named(result.rows, option)
    width, _colour = terminal()
    shown = rows if option != "all" else [r for r in rows if r.name == result.advice.row]
    text = "\n".join(
        [overview(result, [r.name for r in rows], lang, width), *(details(r, lang, width) for r in shown)]
    )
    click.echo(text, err=json_to == "-")
    if json_to:
        write_json(
            {
                "meta": result.meta.model_dump(mode="json"),
                "options": {
                    r.name: {
                        "label": r.label.model_dump(),
                        "value_after_tax": r.value_after_tax,
                        "value_to_equity": r.value_to_equity,
                        "finance": r.finance.model_dump(mode="json") if r.finance else None,
                        "book_value": r.book_page.model_dump(mode="json") if r.book_page else None,
                    }
                    for r in rows
                },
            },
            json_to,
        )
