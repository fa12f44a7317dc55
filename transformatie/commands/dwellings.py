"""`transformatie dwellings`."""

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
    type=click.Choice(["convert", "convert_let", "convert_sell_units", "convert_sell_block"]),
    default="convert",
    show_default=True,
    help="One way to use the dwellings, or all of them.",
)
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def dwellings(
    ctx: click.Context,
    file: Path,
    option: str,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """What fits on the floor plates, and the mix that earns most."""
    from transformatie.evaluate import Question, appraised
    from transformatie.input.building import read_building
    from transformatie.kan.optimise import VARIANTS, optimum
    from transformatie.kan.record import programme, rent_law
    from transformatie.report.kan_text import programme as text
    from transformatie.result import Words

    ctx.meta["lang"] = lang
    a = appraised(read_building(file), Question(overlays, day(known_on)))
    names = [n for n in VARIANTS if option in ("convert", n)]
    own = a.run.outcomes[names[0]]
    found, law = programme(own, a.run.setting), rent_law(own, a.run.setting)
    best = optimum(a.run, a.resolved, names)
    labels = {n: Words(nl=o.label.nl, en=o.label.en) for n, o in a.run.options.by_name.items()}
    width, _colour = terminal()
    label = labels[names[0]]
    title = label.nl if lang == "nl" else label.en
    click.echo(text(found, law, best, labels, title, lang, width), err=json_to == "-")
    if json_to:
        parts = {"programme": found, "rent_law": law, "optimum": best}
        write_json({n: p.model_dump(mode="json") if p else None for n, p in parts.items()}, json_to)
