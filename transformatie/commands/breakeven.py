"""`transformatie breakeven`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, JSON, KNOWN_ON, LANG, OVERLAY, day, terminal, write_json


@click.command()
@click.argument("file", type=FILE)
@click.option("--option", required=True, help="One option, or a name that stands for several (convert).")
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def breakeven(
    ctx: click.Context,
    file: Path,
    option: str,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """What would have to change: for each lever, where the option equals holding or selling, and where it is first."""
    from transformatie.evaluate import Question, appraised
    from transformatie.explore.breakeven import breakeven as explore
    from transformatie.explore.standing import named
    from transformatie.input.building import read_building
    from transformatie.report import explorelist

    ctx.meta["lang"] = lang
    a = appraised(read_building(file), Question(overlays, day(known_on)))
    found = explore(a, named(a.run, option))
    click.echo(explorelist.breakeven(found, lang, terminal()[0]), err=json_to == "-", nl=False)
    if json_to:
        write_json([one.model_dump(mode="json") for one in found], json_to)
