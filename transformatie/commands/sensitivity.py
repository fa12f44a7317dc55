"""`transformatie sensitivity`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, JSON, KNOWN_ON, LANG, OVERLAY, day, terminal, write_json


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--option",
    help="One option, or a name that stands for several (default: what is advised, and the best way to act).",
)
@click.option(
    "--draws",
    type=click.IntRange(200, 100_000),
    default=2000,
    show_default=True,
    help="Draws for the shares of variance.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def sensitivity(
    ctx: click.Context,
    file: Path,
    option: str | None,
    draws: int,
    seed: int,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """Which inputs move value and rank most: a tornado, and the share of variance each explains."""
    from transformatie.evaluate import Question, appraised, drawn_of
    from transformatie.explore.sensitivity import sensitivity as explore
    from transformatie.explore.standing import named
    from transformatie.input.building import read_building
    from transformatie.report import explorelist

    ctx.meta["lang"] = lang
    a = appraised(read_building(file), Question(overlays, day(known_on)))
    names = named(a.run, option) if option else ()
    drawn = drawn_of(a, Question(draws=draws, seed=seed))
    assert drawn is not None
    found = explore(a, drawn, seed, names)
    click.echo(explorelist.sensitivity(found, lang, terminal()[0]), err=json_to == "-", nl=False)
    if json_to:
        write_json(found.model_dump(mode="json"), json_to)
