"""`transformatie compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, JSON, LANG, terminal, write_json


@click.command()
@click.argument("first", type=FILE, metavar="A.json")
@click.argument("second", type=FILE, metavar="B.json")
@JSON
@LANG
@click.pass_context
def compare(ctx: click.Context, first: Path, second: Path, json_to: str | None, lang: Any) -> None:
    """What explains the difference between two runs of evaluate --json: inputs, law, market, draws, version."""
    from transformatie.explore.compare import compare as explain
    from transformatie.explore.kept import read_kept
    from transformatie.report import comparelist

    ctx.meta["lang"] = lang
    found = explain(read_kept(first), read_kept(second), (first.name, second.name))
    click.echo(comparelist.comparison(found, lang, terminal()[0]), err=json_to == "-", nl=False)
    if json_to:
        write_json(found.model_dump(mode="json"), json_to)
