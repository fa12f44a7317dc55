"""`transformatie figure`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from transformatie.commands.common import DAY, FILE, JSON, LANG, day, today, write_json
from transformatie.errors import EXIT_FAILED


@click.command()
@click.argument("name", required=False)
@click.argument("given", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--in-force", type=DAY, help="The day whose law is used (default: today).")
@click.option("--known-on", type=DAY, help="Use only what was published by this day.")
@click.option("--frozen", is_flag=True, help="Use the law of --in-force for every year.")
@click.option("--case", "case_file", type=FILE, help="A case file: given, expect, source.")
@click.option("--list", "list_all", is_flag=True, help="Every figure with its inputs, units and formula.")
@JSON
@LANG
@click.pass_context
def figure(
    ctx: click.Context,
    name: str | None,
    given: tuple[str, ...],
    in_force: datetime | None,
    known_on: datetime | None,
    frozen: bool,
    case_file: Path | None,
    list_all: bool,
    json_to: str | None,
    lang: str,
) -> None:
    """Compute one figure, or check a case file."""
    from transformatie import figures
    from transformatie.dated import Law

    ctx.meta["lang"] = lang
    if list_all:
        for f in figures.all_figures().values():
            click.echo(f"{f.name} [{f.unit}]: {f.summary}")
            if f.formula:
                click.echo(f"    {f.formula}")
            for key, field in f.given.model_fields.items():
                unit = (
                    (field.json_schema_extra or {}).get("unit", "")
                    if isinstance(field.json_schema_extra, dict)
                    else ""
                )
                need = (
                    "compulsory"
                    if field.is_required()
                    else f"default {field.get_default(call_default_factory=True)}"
                )
                click.echo(
                    f"    {key}{f' [{unit}]' if unit else ''}: {need}{f'; {field.description}' if field.description else ''}"
                )
        return
    if case_file is not None:
        case, result, wrong = figures.run_case(case_file, today())
        name, plain = case.figure, result
    elif name is None:
        raise click.UsageError("give the name of a figure, --case FILE or --list")
    else:
        fields = figures.given_from_words(given)
        force = day(in_force) or today()
        law = Law(figures.all_tables(), day(known_on) or max(today(), force), force, frozen)
        plain, wrong = figures.compute(name, fields, law).model_dump(mode="json", by_alias=True), []
    if json_to:
        write_json({"figure": name, "result": plain}, json_to)
    if json_to != "-":
        for key, value in plain.items():
            click.echo(f"{key}: {value}")
    for line in wrong:
        click.echo(line, err=True)
    if wrong:
        ctx.exit(EXIT_FAILED)
