"""`transformatie rent`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import (
    DAY,
    FILE,
    JSON,
    KNOWN_ON,
    LANG,
    OVERLAY,
    day,
    terminal,
    today,
    write_json,
)


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option(
    "--points",
    type=click.FloatRange(-200, 2000),
    help="The maximum rent of so many points, without a building.",
)
@click.option(
    "--dwelling", type=click.Choice(["self_contained", "room"]), default="self_contained", show_default=True
)
@click.option("--in-force", type=DAY, help="The day of the table for --points (default: today).")
@click.option(
    "--first-use", type=DAY, help="First use as a dwelling, for the new-build surcharge of --points."
)
@click.option(
    "--works-started", type=DAY, help="Start of the works, for the new-build surcharge of --points."
)
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def rent(
    ctx: click.Context,
    file: Path | None,
    points: float | None,
    dwelling: Any,
    in_force: datetime | None,
    first_use: datetime | None,
    works_started: datetime | None,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
) -> None:
    """Rent points and maximum rent of each type of dwelling by year, or of so many points on a day."""
    ctx.meta["lang"] = lang
    if (file is None) == (points is None):
        raise click.UsageError("give a file, or --points")
    width, _colour = terminal()
    if points is not None:
        on = day(in_force) or today()
        dates = (day(first_use), day(works_started))
        text, value = _of_points(points, dwelling, on, dates, day(known_on) or on, overlays, lang)
    else:
        if in_force or first_use or works_started:
            raise click.UsageError("--in-force, --first-use and --works-started go with --points")
        assert file is not None
        text, value = _of_file(file, overlays, day(known_on), lang, width)
    click.echo(text, err=json_to == "-")
    if json_to:
        write_json(value, json_to)


def _of_points(
    points: float, dwelling: Any, on: date, dates: tuple[date | None, date | None], known_on: date, overlays: tuple[Path, ...], lang: Any
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    from transformatie.dated import Law
    from transformatie.evaluate import tables_with
    from transformatie.kan.rents import of_points
    from transformatie.report.kan_text import Writer

    found = of_points(points, dwelling, dates, Law(tables_with(overlays), known_on, on))
    w = Writer(lang, 100)
    key = "rent.free" if found["segment"] == "free" else "rent.points"
    text = w.say(key, points=w.to.number(found["points"]), day=w.to.date(on), amount=w.to.euro(found["amount"], 2),
                 segment=w.say(f"segment.{found['segment']}"))  # fmt: skip
    if found["with_surcharge"] > found["amount"]:
        text += " " + w.say("rent.surcharge", amount=w.to.euro(found["with_surcharge"], 2))
    return text, {"in_force": on.isoformat(), **found}


def _of_file(
    file: Path, overlays: tuple[Path, ...], known_on: date | None, lang: Any, width: int
) -> tuple[str, dict[str, Any]]:
    from transformatie.evaluate import Question, appraised
    from transformatie.input.building import read_building
    from transformatie.kan.record import programme, rent_law, rents_by_year
    from transformatie.report.kan_text import programme as of_programme
    from transformatie.report.kan_text import rents

    a = appraised(read_building(file), Question(overlays, known_on))
    own, s = a.run.outcomes["convert_let"], a.run.setting
    found, law, years = programme(own, s), rent_law(own, s), rents_by_year(own, s)
    label = a.run.options.by_name["convert_let"].label
    text = of_programme(found, law, None, {}, label.nl if lang == "nl" else label.en, lang, width)
    if years:
        text += "\n\n" + rents(years, lang, width)
    return text, {
        "types": [t.model_dump(mode="json") for t in found.types] if found else [],
        "rent_law": law.model_dump(mode="json") if law else None,
        "by_year": [y.model_dump(mode="json") for y in years],
    }
