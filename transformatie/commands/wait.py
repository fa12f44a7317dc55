"""`transformatie wait`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, JSON, KNOWN_ON, LANG, OVERLAY, day, terminal, write_json


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--draws",
    type=click.IntRange(200, 20_000),
    default=1000,
    show_default=True,
    help="Draws to learn the rule on, and as many to use it on.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def wait(
    ctx: click.Context,
    file: Path,
    draws: int,
    seed: int,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """The value of waiting and of temporary use first: the best sequence, its value above acting now, and when to act."""
    from transformatie.evaluate import Question, appraised
    from transformatie.explore.wait import wait as explore
    from transformatie.input.building import read_building
    from transformatie.report import waitlist

    ctx.meta["lang"] = lang
    found = explore(appraised(read_building(file), Question(overlays, day(known_on))), draws, seed)
    click.echo(waitlist.waiting(found, lang, terminal()[0]), err=json_to == "-", nl=False)
    if json_to:
        write_json(found.model_dump(mode="json"), json_to)
