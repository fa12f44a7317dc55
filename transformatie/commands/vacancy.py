"""`transformatie vacancy`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, JSON, KNOWN_ON, LANG, OVERLAY, day, terminal, write_json


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--year",
    type=click.IntRange(1900, 2200),
    help="The calendar year of the bill (default: the first full year).",
)
@click.option(
    "--by",
    type=click.Choice(["line", "bearer", "unit", "year"]),
    help="One table: cost lines, bearers, units, or years.",
)
@click.option("--option", default="hold", show_default=True, help="The option whose bill it is.")
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def vacancy(
    ctx: click.Context,
    file: Path,
    year: int | None,
    by: str | None,
    option: str,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """What an empty building costs, and who bears it: lines, bearers, units, years, and each option beside it."""
    from transformatie.evaluate import Question, appraised
    from transformatie.input.building import read_building
    from transformatie.options import options
    from transformatie.report.emptiness import Told
    from transformatie.report.vacancy_table import listing
    from transformatie.vacancy.emptiness import emptiness

    ctx.meta["lang"] = lang
    if option not in options().by_name:
        raise click.BadParameter(f"one of {', '.join(options().by_name)}", ctx, param_hint="--option")
    a = appraised(read_building(file), Question(overlays, day(known_on)))
    years = a.run.setting.periods.years
    if year is not None and year not in years:
        raise click.BadParameter(f"from {years[0]} to {years[-1]}", ctx, param_hint="--year")
    study = emptiness(a, year, option).model_copy(update={"overlays": tuple(o.name for o in overlays)})
    width, colour = terminal()
    house = a.resolved.read.building.building
    place = " · ".join(t for t in (house.name, house.municipality) if t)
    click.echo(listing(Told(study, lang), by, width, colour, place), nl=False, err=json_to == "-")
    if json_to:
        write_json(study.model_dump(mode="json"), json_to)
