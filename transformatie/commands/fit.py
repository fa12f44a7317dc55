"""`transformatie fit`."""

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
@click.option(
    "--all-criteria",
    "every",
    is_flag=True,
    help="Show every criterion, not only the vetoes that are not met.",
)
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def fit(
    ctx: click.Context,
    file: Path,
    option: str,
    every: bool,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """Can this building be that: vetoes, graded criteria, score, what would help and what to ask next."""
    from transformatie.dated import Law
    from transformatie.evaluate import tables_with
    from transformatie.input.building import read_building
    from transformatie.kan.fits import fits_named
    from transformatie.options import options
    from transformatie.report.kan_text import fits
    from transformatie.result import Words

    ctx.meta["lang"] = lang
    building = read_building(file).building
    on = building.assess.date
    found = fits_named(option, building, Law(tables_with(overlays), day(known_on) or on, on))
    labels = {n: Words(nl=o.label.nl, en=o.label.en) for n, o in options().by_name.items()}
    width, _colour = terminal()
    click.echo(fits(found, labels, lang, width, every), err=json_to == "-", nl=False)
    if json_to:
        write_json({"fits": [f.model_dump(mode="json") for f in found]}, json_to)
