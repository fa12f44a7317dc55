"""`transformatie init`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, LANG, today


@click.command()
@click.argument("file", type=FILE)
@LANG
@click.pass_context
def init(ctx: click.Context, file: Path, lang: Any) -> None:
    """Write an input file to fill in: a commented one for a building, an xlsx workbook for many."""
    from transformatie.errors import ReportError
    from transformatie.input.template import template

    ctx.meta["lang"] = lang
    if file.exists():
        raise ReportError(f"{file} exists already; nothing was written")
    if file.suffix.lower() == ".xlsx":
        from transformatie.portfolio.template import write_template

        write_template(file, today(), lang)
        click.echo(f"{file}: fill it in, then: transformatie portfolio {file} -o out", err=True)
        return
    file.write_text(template(today()), encoding="utf-8")
    click.echo(f"{file}: fill it in, then: transformatie evaluate {file}", err=True)
