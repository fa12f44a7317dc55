"""From a question to everything in the folder: results, workbook, page, papers; and a closing line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from transformatie.errors import InputError, Lang, Problem
from transformatie.portfolio import batch, papers
from transformatie.portfolio.ask import Ask
from transformatie.portfolio.batch import Run, Tell
from transformatie.portfolio.page import write_page
from transformatie.portfolio.paper import write_paper
from transformatie.portfolio.results import errors_of, write_all
from transformatie.portfolio.words import Words
from transformatie.portfolio.workbook import write_workbook
from transformatie.portfolio.write import write_csv


@dataclass(frozen=True)
class Papers:
    """Of which buildings a business case is wanted, and whether the portfolio's PDF carries them."""

    top: int | None
    attach: bool

    @staticmethod
    def parse(text: str, attach: bool) -> Papers:
        """`top:N`, `all` or `none`. Errors: InputError for anything else."""
        if text in ("all", "none"):
            return Papers(None if text == "all" else 0, attach)
        found = re.fullmatch(r"top:(\d{1,6})", text)
        if found is None:
            raise InputError(
                [Problem("--pdf", 1, "-", text[:40], "top:N, all of none", "top:N, all or none")]
            )
        return Papers(int(found[1]), attach)


@dataclass(frozen=True)
class Told:
    """The closing line, and how many rows were refused."""

    text: str
    refused: int


def deliver(ask: Ask, wanted: Papers, tell: Tell) -> Told:
    """Do the whole run.

    Errors: InputError for a file that cannot be taken; ReportError where the folder is in use or full.
    """
    with batch.begun(ask) as run:
        batch.appraise(run, tell)
        try:
            written = write_all(run, ask.lang)
        except InputError:
            _only_errors(run, ask.lang)
            raise
        buildings, owners, errors = written.buildings, written.owners, written.errors
        with run.timed("show"):
            write_workbook(run, buildings, owners, errors, ask.out / "summary.xlsx", ask.lang)
            write_page(run, buildings, ask.out / "portfolio.html", ask.lang)
        with run.timed("pdf"):
            made = papers.write(run, buildings, wanted.top, tell)
            write_paper(
                run,
                buildings,
                owners,
                errors,
                made if wanted.attach else [],
                ask.out / "portfolio.pdf",
                ask.lang,
            )
        refused = errors.filter(pl.col(errors.columns[-1]) == Words(ask.lang)("refused"))
        rows = refused.select(errors.columns[:2]).unique().height
        told = closing(run, buildings, rows, made)
        batch.finished(run, {"buildings": buildings.height, "refused_rows": rows, "seconds": {k: round(v, 2) for k, v in run.seconds.items()},
                             "papers": [m.name for m in made]})  # fmt: skip
    return told


def _only_errors(run: Run, lang: Lang) -> None:
    """Where no row was sound, still say of each why."""
    write_csv(errors_of(run, lang, owners=False), run.ask.out / "errors.csv", lang)


def closing(run: Run, buildings: pl.DataFrame, refused: int, made: list[Any]) -> Told:
    """What was done, in a few lines."""
    say = Words(run.ask.lang)
    seconds = ", ".join(f"{say(f'part.{k}')} {v:.1f} s" for k, v in run.seconds.items())
    lines = [
        say("closing.done", buildings=buildings.height, rows=run.rows, out=run.ask.out),
        say("closing.parts", parts=seconds),
    ]
    if run.ask.draws:
        lines.append(say("closing.error", share=f"{_standard_error(run):.1%}"))
    if refused:
        lines.append(say("closing.refused", refused=refused, path=run.ask.out / "errors.csv"))
    lines += [say("closing.unmade", id=key, why=why) for key, why in run.unmade]
    if run.notes:
        lines.append(say("closing.ignored", columns=", ".join(h for h, _ in run.notes[:8])))
    return Told("\n".join(lines), refused)


def _standard_error(run: Run) -> float:
    """The median standard error of an expected value, as a share of the distance from its P10 to its P90."""
    spread = pl.col("p90") - pl.col("p10")
    found = (
        run.scan("options")
        .filter(spread > 0)
        .select((pl.col("standard_error") / spread).median())
        .collect()
        .item()
    )
    return float(found or 0.0)
