"""What the commands share: options, the clock, the terminal, writing JSON."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

LANG = click.option(
    "--lang", type=click.Choice(["nl", "en"]), default="nl", show_default=True, help="Language of the output."
)
JSON = click.option("--json", "json_to", metavar="PATH", help="Write JSON here; '-' is standard output.")
DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(path_type=Path, dir_okay=False)
OVERLAY = click.option(
    "--law",
    "overlays",
    type=FILE,
    multiple=True,
    help="An overlay on the law, same format; the report says it is not law.",
)
KNOWN_ON = click.option(
    "--known-on", type=DAY, help="Use only what was published by this day (default: the assessment date)."
)
OPTION = click.option(
    "--option",
    default="all",
    show_default=True,
    help="One option, a name that stands for several (convert), or all.",
)


def day(value: datetime | None) -> date | None:
    """The date of an option, or None."""
    return value.date() if value else None


def today() -> date:
    """The only clock of the program."""
    return date.today()


def write_json(value: Any, to: str) -> None:
    """Write JSON to a path, whole or not at all, or to standard output for '-'."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if to == "-":
        click.echo(text, nl=False)
        return
    path = Path(to)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=path.name, delete=False
    ) as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def terminal() -> tuple[int, bool]:
    """Width of the terminal and whether it wants colour."""
    return min(
        shutil.get_terminal_size((100, 40)).columns, 140
    ), sys.stdout.isatty() and "NO_COLOR" not in os.environ
