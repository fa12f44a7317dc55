"""The commercial books of one building, asked for by name."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from transformatie.asked import EUR, EURPerYear, Expect, Given, Share, Year, asked
from transformatie.dated import Array, Law
from transformatie.formulas.books import BookPlan
from transformatie.formulas.commercial import CommercialStart, accounting_rules, commercial_books

Amount = Annotated[EUR, Field(ge=0)]
Part = Annotated[Share, Field(ge=0, le=1)]


class CommercialBookGiven(Given):
    """A building in the commercial books at the start of `from_year`; lists hold one number a year.

    Left out: no land, charge, residual, works or sale; at cost; all can be recovered. `recoverable` is tested at each
    31 December, at cost only; `fair_value` (compulsory on that basis) is that of each 31 December; `structure` and
    `land` are then the cost less depreciation and `fair_value_at_start` is the book value, their sum when left out.
    """

    from_year: Year
    years: Annotated[int, Field(ge=1, le=200)]
    structure: Amount
    land: Amount = 0.0
    yearly_charge: Annotated[EURPerYear, Field(ge=0)] = 0.0
    residual: Amount = 0.0
    basis: Literal["cost", "fair_value"] = "cost"
    fair_value_at_start: Amount | None = None
    fair_value: tuple[Amount, ...] = ()
    recoverable: tuple[Amount, ...] = ()
    works: tuple[Amount, ...] = ()
    sold: tuple[Part, ...] = ()

    @model_validator(mode="after")
    def _one_a_year(self) -> CommercialBookGiven:
        for name in ("fair_value", "recoverable", "works", "sold"):
            if len(getattr(self, name)) not in (0, self.years):
                raise ValueError(f"{name}: één getal per jaar || {name}: one number for each year")
        if self.basis == "fair_value" and not self.fair_value:
            raise ValueError(
                "fair_value: verplicht bij basis fair_value || fair_value: compulsory with basis fair_value"
            )
        return self


class CommercialBookExpect(Expect):
    """By year: what the books did, the result taken from the building, and the closing book value."""

    depreciation: tuple[float, ...]
    impairment: tuple[float, ...]
    reversal: tuple[float, ...]
    revaluation: tuple[float, ...]
    result: tuple[float, ...]
    closing: tuple[float, ...]


@asked(commercial_books, "commercial_book")
def _commercial_book(given: CommercialBookGiven, law: Law) -> CommercialBookExpect:
    def column(values: tuple[float, ...], default: float) -> Array:
        return np.array(values or (default,) * given.years, float)[:, None]

    def one(value: float) -> Array:
        return np.array([value], float)

    none, works = column((), 0.0), column(given.works, 0.0)
    plan = BookPlan(
        structure=one(given.structure), land=one(given.land), charge=one(given.yearly_charge), residual=one(given.residual),
        bodemwaarde=none, in_use=column((), 1.0), in_use_after=none, works=works, completed=none, works_life=one(1.0),
        works_residual_share=one(0.0), cap_share=one(1.0), demolished=none, demolition_cost=none, same_function=one(0.0),
        worn_out=one(0.0), bought_to_demolish=one(0.0), rebuilds=one(0.0), cost_to_new=one(0.0),
        bedrijfswaarde=column((), np.inf), known_at_purchase=one(0.0), known_barred=none, sold=column(given.sold, 0.0), stock=none,
    )  # fmt: skip
    at_start = (
        given.structure + given.land if given.fair_value_at_start is None else given.fair_value_at_start
    )
    start = CommercialStart(
        structure=plan.structure, land=plan.land, charge=plan.charge, residual=plan.residual,
        at_fair_value=np.array([given.basis == "fair_value"]), fair_value_at_start=one(at_start),
        fair_value=column(given.fair_value, 0.0), recoverable=column(given.recoverable, np.inf),
    )  # fmt: skip
    made = commercial_books(plan, start, accounting_rules(law, date(given.from_year, 1, 1)))
    return CommercialBookExpect(
        depreciation=tuple(made.depreciation[:, 0]), impairment=tuple(made.impairment[:, 0]),
        reversal=tuple(made.reversal[:, 0]), revaluation=tuple(made.revaluation[:, 0]),
        result=tuple(made.result[:, 0]), closing=tuple(made.closing[:, 0]),
    )  # fmt: skip
