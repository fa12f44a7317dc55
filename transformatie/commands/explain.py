"""`transformatie explain`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, KNOWN_ON, LANG, OVERLAY, day


@click.command()
@click.argument("file", type=FILE)
@click.argument("name", metavar="FIGURE")
@click.option("--option", required=True, help="The option, or a name that stands for several (convert).")
@click.option("--depth", type=click.IntRange(1, 99), default=99, help="How many steps down.")
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def explain(
    ctx: click.Context,
    file: Path,
    name: str,
    option: str,
    depth: int,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """The sum behind a figure: formula, inputs with file and line, articles, down to the leaves."""
    from transformatie.evaluate import Question, appraised
    from transformatie.explain import explained, figure_of
    from transformatie.finance.case import recorded_loans
    from transformatie.input.building import read_building
    from transformatie.report.listing import explanation

    ctx.meta["lang"] = lang
    a = appraised(read_building(file), Question(overlays, day(known_on)))
    loans = recorded_loans(a.run, a.resolved, a.law, a.trail)
    for row, value in figure_of(a.run, option, name, loans.by_option):
        click.echo(explanation(row, explained(value, a.trail, depth), lang))
