"""The command line: finds the command, tells errors in plain words, gives exit codes. Decides nothing about the model."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
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
from transformatie.memory import collect_seldom

#: Every command with its module under `commands` and the line `--help` shows; a module is imported when it is used.
COMMANDS: Mapping[str, str] = {
    "init": "Write a commented input file to fill in.",
    "evaluate": "Appraise one building: every way out side by side, with advice.",
    "explain": "The sum behind a figure, down to the file and the law.",
    "books": "Fiscal book value, losses and tax by year.",
    "finance": "Loan, cover ratios, stress and commercial accounts.",
    "vacancy": "What an empty building costs, and who bears it.",
    "permits": "Permit routes, dates and odds.",
    "fit": "Can this building be that: vetoes and graded criteria.",
    "dwellings": "What fits on the floor plates.",
    "rent": "Rent points and the maximum rent.",
    "sensitivity": "Which inputs move value and rank most.",
    "breakeven": "What would have to change.",
    "wait": "The value of waiting, and of temporary use first.",
    "compare": "What explains the difference between two runs.",
    "policy": "What a change of law does to each option, owner and Treasury.",
    "portfolio": "Appraise many buildings.",
    "sample-portfolio": "A realistic random stock, for tests and benchmarks.",
    "law": "The law of a day, or what changed between two days.",
    "figure": "Compute one figure, or check a case file.",
    "schema": "JSON Schema of the input file or of the result.",
}


class Program(click.Group):
    """A group that loads a command when it is used, and says our own errors in plain words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        found: click.Command = getattr(importlib.import_module(f"transformatie.commands.{name}"), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; every error of ours ends in words on stderr and an exit code."""
        collect_seldom()
        try:
            return super().invoke(ctx)
        except TransformatieError as error:
            click.echo(error.text(ctx.meta.get("lang", "nl")), err=True)
            code = EXIT_FAILED
            if isinstance(error, InputError | LawError):
                code = EXIT_INPUT
            elif isinstance(error, SystemLibraryError):
                code = EXIT_SYSTEM
            ctx.exit(code)
        except KeyboardInterrupt:
            ctx.exit(130)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="transformatie")
def main() -> None:
    """Can an empty office be something else, may it, does it pay? (kan het, mag het, loont het)"""


if __name__ == "__main__":
    sys.exit(main())
