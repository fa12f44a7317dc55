"""What every page of the portfolio paper has at hand: the tables, the language, and how things are said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from transformatie.errors import Lang
from transformatie.portfolio.batch import Run
from transformatie.portfolio.papers import Made
from transformatie.portfolio.results import most_gain
from transformatie.portfolio.source import ROW
from transformatie.portfolio.words import Words
from transformatie.report.numbers import NONE, Notation
from transformatie.report.view.frame import (
    Column,
)

TEN = 10


class Desk:
    """The tables, the language, and how things are said."""

    def __init__(
        self,
        run: Run,
        buildings: pl.DataFrame,
        owners: pl.LazyFrame | None,
        errors: pl.DataFrame,
        made: Sequence[Made],
        lang: Lang,
    ) -> None:
        self.run, self.buildings, self.owners, self.errors, self.made, self.lang = (
            run,
            buildings,
            owners,
            errors,
            made,
            lang,
        )
        self.say, self.to = Words(lang), Notation(lang)
        self.first = most_gain(buildings, TEN)
        told = (ROW, "kan", "mag", "months_to_start", "months_to_income", "score", "expected", "p10", "p90")
        self.advised = run.scan("options").filter(pl.col("advised")).select(told).collect().sort(ROW)
        self.day: date = run.scan("rows").select(pl.col("assess.date").max()).collect().item()
        self.drawn = run.ask.draws > 0

    def total(self, column: str) -> float:
        """The sum of a column over all buildings."""
        return float(self.buildings[column].sum() or 0.0)

    def k(self, value: float | None) -> str:
        """Thousands of euros; a dash where there is nothing."""
        return self.to.thousands(value) if value else NONE

    def column(self, key: str, kind: str = "number", unit: str = "", width: str = "") -> Column:
        """A column with its heading."""
        return Column(self.say.either(key), kind, unit, width)  # type: ignore[arg-type]
