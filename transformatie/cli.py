"""The command line: reads the command, the clock and the files; decides nothing about the model."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from transformatie import __version__
from transformatie.errors import (
    EXIT_FAILED,
    EXIT_INPUT,
    EXIT_SYSTEM,
    InputError,
    LawError,
    SystemLibraryError,
    TransformatieError,
)

LANG = click.option(
    "--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True, help="Language of the output."
)
JSON = click.option("--json", "json_to", metavar="PATH", help="Write JSON here; '-' is standard output.")
DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(path_type=Path, dir_okay=False)


class Program(click.Group):
    """A group that says our own errors in plain words and gives them their exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; every error of ours ends in words on stderr and an exit code."""
        try:
            return super().invoke(ctx)
        except TransformatieError as error:
            lang = ctx.meta.get("lang", "nl")
            click.echo(error.text(lang), err=True)
            code = EXIT_FAILED
            if isinstance(error, InputError | LawError):
                code = EXIT_INPUT
            elif isinstance(error, SystemLibraryError):
                code = EXIT_SYSTEM
            ctx.exit(code)
        except KeyboardInterrupt:
            ctx.exit(130)


def day(value: datetime | None) -> date | None:
    """The date of an option, or None."""
    return value.date() if value else None


def today() -> date:
    """The only clock of the program."""
    return date.today()


def write_json(value: Any, to: str) -> None:
    """Write JSON to a path, or to standard output for '-'."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if to == "-":
        click.echo(text, nl=False)
    else:
        Path(to).write_text(text, encoding="utf-8")


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="transformatie")
def main() -> None:
    """Can an empty office be something else, may it, does it pay? (kan het, mag het, loont het)"""


@main.command()
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


if __name__ == "__main__":
    sys.exit(main())
