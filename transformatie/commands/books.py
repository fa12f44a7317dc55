"""`transformatie books`."""

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
def books(
    ctx: click.Context,
    file: Path,
    option: str,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """Fiscal book value, losses by year of origin, interest and tax, year by year."""
    from transformatie.books.sheet import booksheet, named
    from transformatie.evaluate import Question, appraised
    from transformatie.input.building import read_building
    from transformatie.report.booklist import text

    ctx.meta["lang"] = lang
    a = appraised(read_building(file), Question(overlays, day(known_on)))
    sheet = booksheet(a, named(a.run, option), overlays)
    click.echo(text(sheet, lang, terminal()[0]), err=json_to == "-", nl=False)
    if json_to:
        write_json(sheet.model_dump(mode="json"), json_to)
