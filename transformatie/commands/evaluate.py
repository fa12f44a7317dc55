"""`transformatie evaluate`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import FILE, JSON, KNOWN_ON, LANG, OVERLAY, day, terminal, write_json


@click.command()
@click.argument("file", type=FILE)
@click.option("--pdf", "pdf_to", type=FILE, help="Write the business case here.")
@JSON
@LANG
@OVERLAY
@KNOWN_ON
@click.option(
    "--draws",
    type=click.IntRange(0, 1_000_000),
    default=2000,
    show_default=True,
    help="Draws for spread and chance; 0 for central values only.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@click.option(
    "--sampling",
    type=click.Choice(["plain", "antithetic", "sobol"]),
    default="plain",
    show_default=True,
    help="How to draw: at random, in mirrored pairs, or as Sobol points (draws a power of two).",
)
@click.pass_context
def evaluate(
    ctx: click.Context,
    file: Path,
    pdf_to: Path | None,
    json_to: str | None,
    lang: Any,
    overlays: tuple[Path, ...],
    known_on: datetime | None,
    draws: int,
    seed: int,
    sampling: Any,
) -> None:
    """Appraise one building: every way out side by side, with advice."""
    from transformatie.evaluate import Question
    from transformatie.evaluate import evaluate as appraise
    from transformatie.input.building import read_building
    from transformatie.report.terminal import table
    from transformatie.sampling import FIT, sound

    ctx.meta["lang"] = lang
    if draws and not sound(sampling, draws):
        raise click.UsageError(f"--sampling {sampling}: --draws must be {FIT[sampling]}, not {draws}")
    question = Question(overlays, day(known_on), draws, seed, sampling)
    if pdf_to:
        from transformatie.explore.everything import explored as appraise
    result = appraise(read_building(file), question)
    width, colour = terminal()
    click.echo(table(result, lang, width, colour), err=json_to == "-")
    if json_to:
        write_json(result.model_dump(mode="json"), json_to)
    if pdf_to:
        from transformatie.report.pdf import write_pdf

        write_pdf(result, pdf_to, lang)
        click.echo(f"PDF: {pdf_to}", err=True)
