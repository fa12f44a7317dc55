"""Chapter: when to sell what is held. Every candidate date from one pass over the building as it is.

The flows of a building that is held do not depend on the day it is sold but for where they stop; so one pass gives
the value of every candidate, and `appraise` then does the chosen one in full (a test holds the two together).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transformatie.appraise.accounts import book_plan, operating_result, tax_of_building, woz
from transformatie.appraise.costs import costs
from transformatie.appraise.income import Income, income
from transformatie.appraise.sales import office_price, years_vacant
from transformatie.appraise.works import works
from transformatie.dated import Array
from transformatie.formulas.books import Books, books
from transformatie.formulas.letting import at_day
from transformatie.formulas.owner_books import reserve_movement
from transformatie.formulas.running import by_year, held_result, less, of_which, on_or_before, total, year_of
from transformatie.formulas.sale import after_cost
from transformatie.formulas.value import sold_value, value_by_year
from transformatie.options.plan import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class Held:
    """A building that is held to the horizon: its rents, its result by year, its books, its value so far by year."""

    rents: Income
    operating: Array
    yearly: Array
    books: Books
    woz: Array
    so_far: Array


def held(plan: Plan, s: Setting) -> Held:
    """One pass over the building as it is held. `plan`: of holding it to the horizon.

    The day of sale is chosen without a write-down, whose amount would hang on that very day.
    """
    rents, work = income(plan, s), works(plan, s)
    woz_value = woz(plan, work, s)
    operating = operating_result(rents, costs(plan, rents, woz_value, s), work, s)
    so_far = value_by_year(s.periods, operating, s.mid_factor)
    return Held(
        rents,
        operating,
        by_year(s.periods, operating),
        books(book_plan(plan, work, woz_value, s)),
        woz_value,
        so_far,
    )


def price_on(h: Held, plan: Plan, s: Setting) -> Array:
    """What a buyer gives for the building on the day the plan sells it."""
    empty = at_day(s.periods, h.rents.empty, plan.sold_on)
    return office_price(plan, plan.sold_on, empty, years_vacant(plan, s), s)


def values_when_sold(h: Held, plans: Sequence[Plan], s: Setting) -> list[Array]:
    """Value after tax of each plan, which all hold the same building and differ in the day of sale only, (N,) each."""
    return [_value_when_sold(h, plan, s) for plan in plans]


def _value_when_sold(h: Held, plan: Plan, s: Setting) -> Array:
    c, p = s.cases, s.periods
    kept = after_cost(price_on(h, plan, s), c.selling_cost_share)
    in_year, until = year_of(p, plan.last_day), on_or_before(p, plan.last_day)
    # books of the horizon plan end in a sale of all: before it the closing value is what a sale would dispose of
    result = held_result(
        h.yearly, h.books.depreciation, h.books.closing, h.books.disposal, kept, in_year, until
    )
    gain = of_which(less(kept, h.books.closing, h.books.disposal), in_year)
    taxed = less(result, reserve_movement(gain, s.ones_by_year, c.reinvests))
    _owner, own = tax_of_building(taxed, h.woz, in_year, s)
    flows = less(of_which(kept, in_year), own)
    return sold_value(total(of_which(h.so_far, in_year)), flows, s.end_factor)
