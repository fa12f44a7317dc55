"""Chapter: what secures the loans, as a lender's appraiser would see it on each 31 December. Calls and names only."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise import Outcome
from transformatie.appraise.income import income
from transformatie.appraise.sales import investment_price, office_price
from transformatie.appraise.value import AsIs
from transformatie.dated import Array
from transformatie.formulas.cover import at_year_ends, collateral_value, rebased, still_to_come, year_end_days
from transformatie.formulas.letting import at_day
from transformatie.formulas.running import less, total
from transformatie.formulas.sale import highest
from transformatie.formulas.timing import scaled
from transformatie.formulas.works import summed
from transformatie.options.plan import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class Collateral:
    """Market value, kosten koper: as is today and on completion, (N,); on each 31 December as the option goes, (Y, N).

    unsold: by year as if nothing were sold as a whole: what a loan that ends in the year of the sale can be measured by.
    """

    as_is: Array
    done: Array
    by_year: Array
    unsold: Array


def office_by_year(held: Plan, value: AsIs, s: Setting) -> Array:
    """The value of the office, let as offices are, on each 31 December, (Y, N). `held`: the plan of holding it.

    It starts from the value as is that is used today, so that an appraisal carries through.
    """
    c, days = s.cases, year_end_days(s.year_ends, s.zero)
    empty = at_year_ends(s.periods, income(held, s).empty)
    age = summed(c.vacant_years, scaled(days, s.per_year))
    path = office_price(held, days, empty, age, s)
    return highest(rebased(path, value.capitalised, value.price), c.land_floor)


def collateral(o: Outcome, office: Array, s: Setting) -> Collateral:
    """What secures the loans of one option. `office`: see `office_by_year`."""
    plan, p, c = o.plan, s.periods, s.cases
    as_is, days = highest(c.as_is_price, s.zero), year_end_days(s.year_ends, s.zero)
    if not plan.does("convert", "renovate", "build_new", "demolish"):
        by_year = collateral_value(days, s.never, s.never, plan.sold_on, office, office, office)
        return Collateral(as_is, summed(as_is, s.zero), by_year, office)
    done, later = _done(o, days, s)
    to_pay = at_year_ends(p, still_to_come(summed(o.works.capital, o.works.demolition)))
    under_works = highest(less(scaled(s.ones_by_year, done), to_pay), c.land_floor)
    days_of = plan.works_start, plan.ready
    by_year = collateral_value(days, *days_of, plan.sold_on, office, under_works, later)
    return Collateral(
        as_is, done, by_year, collateral_value(days, *days_of, s.never, office, under_works, later)
    )


def _done(o: Outcome, days: Array, s: Setting) -> tuple[Array, Array]:
    """The value on completion, (N,), and on each 31 December after it, (Y, N)."""
    plan, p = o.plan, s.periods
    if plan.does("sell_units"):
        return total(o.sales.during), at_year_ends(p, still_to_come(o.sales.during))
    if plan.does("sell_block", "sell_land"):
        price = highest(o.sales.price, s.zero)
        return price, scaled(s.ones_by_year, price)
    if plan.does("let"):
        return investment_price(plan, plan.ready, s), investment_price(plan, days, s)
    empty = o.income.empty
    at_once = office_price(plan, plan.ready, at_day(p, empty, plan.ready), s.zero, s)
    age = highest(scaled(less(days, plan.ready), s.per_year), s.zero)
    return at_once, office_price(plan, days, at_year_ends(p, empty), age, s)
