"""`transformatie portfolio`."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from transformatie.commands.common import DAY, FILE, KNOWN_ON, LANG, OVERLAY, day
from transformatie.errors import EXIT_FAILED

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("file", type=FILE)
@click.option("-o", "--out", type=FOLDER, required=True, help="The folder for all that comes out.")
@click.option(
    "--pdf",
    "papers",
    default="none",
    show_default=True,
    metavar="top:N|all|none",
    help="Business cases of which buildings.",
)
@click.option("--attach", is_flag=True, help="Attach those business cases to the portfolio's own PDF.")
@click.option(
    "--draws",
    type=click.IntRange(0, 100_000),
    default=0,
    show_default=True,
    help="Draws for each building; 0 for central values only.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the draws.")
@click.option("--resume", is_flag=True, help="Go on where a run of the same question stopped.")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Processes here, or a Dask cluster.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Address of a Dask scheduler; without one a cluster on this machine.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    help="How many processes (default: one a core, none for a small table).",
)
@click.option(
    "--partition",
    type=click.IntRange(1),
    metavar="ROWS",
    help="Rows of a partition (default: by the work they are).",
)
@click.option("--leases", type=FILE, help="Leases in a file of their own, with the id of their building.")
@click.option("--map", "own_map", type=FILE, help="A YAML file of `heading: column`, for other headings.")
@click.option(
    "--notation",
    type=click.Choice(["auto", "nl", "en"]),
    default="auto",
    show_default=True,
    help="How numbers are written in CSV.",
)
@click.option(
    "--date", "on", type=DAY, help="Assessment date of all rows, where the table has no column for it."
)
@click.option(
    "--register",
    "registers",
    type=FILE,
    multiple=True,
    help="An export of BAG or EP-online to fill empty cells from (not yet tried on a real one).",
)
@click.option(
    "--max-rows",
    type=click.IntRange(1),
    default=2_000_000,
    show_default=True,
    help="Refuse a table with more rows.",
)
@LANG
@OVERLAY
@KNOWN_ON
@click.pass_context
def portfolio(
    ctx: click.Context, file: Path, out: Path, papers: str, attach: bool, draws: int, seed: int, resume: bool, engine: Any, scheduler: str | None,
    workers: int | None, partition: int | None, leases: Path | None, own_map: Path | None, notation: Any, on: datetime | None, registers: tuple[Path, ...], max_rows: int,
    lang: Any, overlays: tuple[Path, ...], known_on: datetime | None,
) -> None:  # fmt: skip
    """Appraise many buildings from a table: CSV, xlsx or Parquet."""
    from transformatie.portfolio.ask import Ask
    from transformatie.portfolio.deliver import Papers, deliver

    ctx.meta["lang"] = lang
    wanted = Papers.parse(papers, attach)
    ask = Ask(
        file, out, lang, leases, own_map, notation, day(on), draws, seed, overlays, day(known_on), registers, max_rows, resume, engine,
        scheduler, workers, partition,
    )  # fmt: skip
    progress = Progress(lang)
    try:
        told = deliver(ask, wanted, progress)
    except KeyboardInterrupt:
        progress.end()
        click.echo(
            {"nl": "onderbroken; met --resume gaat het verder", "en": "interrupted; --resume goes on"}[lang],
            err=True,
        )
        raise
    progress.end()
    click.echo(told.text, err=True)
    if told.refused:
        ctx.exit(EXIT_FAILED)


class Progress:
    """How far it is, how fast it goes and how long it will take, on stderr; one line that is overwritten on a terminal."""

    def __init__(self, lang: Any) -> None:
        self.lang, self.start, self.last, self.live = lang, time.monotonic(), 0.0, sys.stderr.isatty()
        self.first: dict[str, tuple[float, int]] = {}

    def __call__(self, what: str, done: int, whole: int) -> None:
        """Told after each partition."""
        now = time.monotonic()
        began, before = self.first.setdefault(what, (now, done))
        if now - self.last < (0.2 if self.live else 5.0) and done < whole:
            return
        self.last = now
        passed = now - began if done > before else now - self.start
        rate = (done - before if done > before else done) / passed if passed > 0 else 0.0
        left = (whole - done) / rate if rate else 0.0
        words = {"nl": ("gebouwen", "per seconde", "nog"), "en": ("buildings", "a second", "left")}[self.lang]
        names = {"engine": words[0], "pdf": "pdf"}
        line = f"{names.get(what, what)} {done}/{whole}  {rate:,.0f} {words[1]}  {words[2]} {int(left) // 60}:{int(left) % 60:02d}"
        click.echo(f"\r{line:<78}" if self.live else line, err=True, nl=not self.live)

    def end(self) -> None:
        """Leave the line that was overwritten."""
        if self.live and self.last:
            click.echo("", err=True)
