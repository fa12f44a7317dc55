"""`transformatie policy`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, JSON, KNOWN_ON, LANG, day, terminal, write_json


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--law",
    "overlays",
    type=FILE,
    multiple=True,
    required=True,
    help="An overlay to explore; each is applied alone.",
)
@JSON
@LANG
@KNOWN_ON
@click.pass_context
def policy(
    ctx: click.Context,
    file: Path,
    overlays: tuple[Path, ...],
    json_to: str | None,
    lang: Any,
    known_on: datetime | None,
) -> None:
    """What each overlay does to every option's value and rank, to the owner and to the Treasury. None of it is law."""
    from transformatie.evaluate import Question
    from transformatie.explore.policy import study
    from transformatie.input.building import read_building
    from transformatie.report.policylist import text

    ctx.meta["lang"] = lang
    found = study(read_building(file), Question(overlays, day(known_on)))
    click.echo(text(found, lang, terminal()[0]), err=json_to == "-", nl=False)
    if json_to:
        write_json(found.model_dump(mode="json"), json_to)
