"""`transformatie sample-portfolio`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, LANG


@click.command("sample-portfolio")
@click.argument("count", metavar="N", type=click.IntRange(1, 10_000_000))
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="The same seed gives the same buildings.",
)
@click.option("-o", "--output", "to", type=FILE, required=True, help="The file: .parquet, .csv or .xlsx.")
@LANG
@click.pass_context
def sample_portfolio(ctx: click.Context, count: int, seed: int, to: Path, lang: Any) -> None:
    """A realistic random stock of N offices, for tests and benchmarks."""
    from transformatie.portfolio.sample import blocks
    from transformatie.portfolio.write import write_stock

    ctx.meta["lang"] = lang
    rows = write_stock(blocks(count, seed), to, lang)
    click.echo(f"{to}: {rows}", err=True)
