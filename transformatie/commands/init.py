"""`transformatie init`."""

from __future__ import annotations

from pathlib import Path

import click

from transformatie.commands.common import FILE, today


@click.command()
@click.argument("file", type=FILE)
def init(file: Path) -> None:
    """Write a commented input file to fill in."""
    from transformatie.errors import ReportError
    from transformatie.init import template

    if file.exists():
        raise ReportError(f"{file} exists already; nothing was written")
    file.write_text(template(today()), encoding="utf-8")
    click.echo(f"{file}: fill it in, then: transformatie evaluate {file}", err=True)
