"""`transformatie permits`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import (
    DAY,
    FILE,
    JSON,
    KNOWN_ON,
    LANG,
    OPTION,
    OVERLAY,
    day,
    terminal,
    today,
    write_json,
)


@click.command()
@click.argument("file", type=FILE, required=False)
@OPTION
@click.option(
    "--compare", metavar="REGIMES", help="The building under each regime: wabo-2010,wabo-2014,omgevingswet."
)
@click.option(
    "--route",
    type=click.Choice(["within_plan", "regular", "regular_with_consent", "extensive"]),
    help="The dates of a procedure, without a building.",
)
@click.option("--received", type=DAY, help="The day the application of --route was received.")
@click.option(
    "--draws",
    type=click.IntRange(0, 1_000_000),
    default=2000,
    show_default=True,
    help="Draws of the procedure; 0 for dates of law only.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def permits(
    ctx: click.Context,
    file: Path | None,
    option: str,
    compare: str | None,
    route: Any,
    received: datetime | None,
    draws: int,
    seed: int,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """Permit route, dates, chances and what time is worth; or the dates of any procedure."""
    ctx.meta["lang"] = lang
    width, colour = terminal()
    quiet = json_to == "-"
    if route or received:
        if file or compare or not (route and received):
            raise click.UsageError("--route goes with --received, and with no file")
        _route(route, received.date(), overlays, known_on, json_to, (lang, width, colour))
        return
    if file is None:
        raise click.UsageError("give a file, or --route and --received")
    from transformatie.evaluate import Question, appraised
    from transformatie.input.building import read_building
    from transformatie.permit.study import named
    from transformatie.report.permits import comparison_text, studies_text

    if compare:
        from transformatie.permit.compare import regimes_named

        regimes = regimes_named(tuple(name.strip() for name in compare.split(",")))
    a = appraised(read_building(file), Question(overlays, day(known_on)))
    names = named(a.run.options, option)
    if compare:
        from transformatie.permit.compare import compare as side_by_side

        found = side_by_side(a, regimes, draws, seed, day(known_on) or today(), names)
        on = a.resolved.read.building.assess.date
        click.echo(comparison_text(found, on, draws, lang, width, colour), nl=False, err=quiet)
        value: Any = {
            "assessed_on": on.isoformat(),
            "draws": draws,
            "seed": seed,
            "options": [c.model_dump(mode="json") for c in found],
        }
    else:
        from transformatie.permit.study import studies

        done = list(studies(a, draws, seed, names).values())
        click.echo(studies_text(done, lang, width, colour), nl=False, err=quiet)
        value = {"draws": draws, "seed": seed, "permits": [s.model_dump(mode="json") for s in done]}
    if json_to:
        write_json(value, json_to)


def _route(
    route: Any,
    received: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
    json_to: str | None,
    how: tuple[Any, int, bool],
) -> None:
    """The dates of a procedure."""
    from transformatie.dated import Law
    from transformatie.evaluate import tables_with
    from transformatie.permit.route import route_dates
    from transformatie.report.permits import route_text

    law = Law(tables_with(overlays), day(known_on) or max(today(), received), received)
    found = route_dates(route, received, law)
    click.echo(route_text(found, *how), nl=False, err=json_to == "-")
    if json_to:
        write_json(found.model_dump(mode="json"), json_to)
