"""`transformatie law`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import DAY, JSON, LANG, OVERLAY, day, terminal, today, write_json


@click.command()
@click.option("--in-force", type=DAY, help="The day (default: today).")
@click.option("--known-on", type=DAY, help="Only what was published by this day.")
@click.option("--diff", type=DAY, nargs=2, metavar="DATE DATE", help="What changed between two days.")
@click.option("--name", default="", help="Only parameters whose name starts with this.")
@OVERLAY
@JSON
@LANG
@click.pass_context
def law(
    ctx: click.Context,
    in_force: datetime | None,
    known_on: datetime | None,
    diff: tuple[datetime, datetime] | None,
    name: str,
    overlays: tuple[Path, ...],
    json_to: str | None,
    lang: Any,
) -> None:
    """The law of a day: parameter, value, article, source, confidence."""
    from transformatie.lawbook import changes, in_force_on
    from transformatie.report.lawdiff import diff_table
    from transformatie.report.listing import law_table

    ctx.meta["lang"] = lang
    if diff:
        rows = changes(diff[0].date(), diff[1].date(), day(known_on), overlays, name)
    else:
        force = day(in_force) or today()
        rows = in_force_on(force, day(known_on) or max(force, today()), overlays, name)
    if json_to:
        write_json([r.model_dump(mode="json") for r in rows], json_to)
    width = terminal()[0]
    text = (
        diff_table(rows, diff[0].date(), diff[1].date(), lang, width)
        if diff
        else law_table(rows, lang, width)
    )
    click.echo(text, err=json_to == "-")
