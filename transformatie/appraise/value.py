"""Chapter: what the building fetches as it stands, by two methods that are both shown."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise.accounts import operating_result, woz
from transformatie.appraise.costs import costs
from transformatie.appraise.income import income
from transformatie.appraise.sales import office_price, years_vacant
from transformatie.appraise.works import works
from transformatie.dated import Array
from transformatie.formulas.letting import at_day
from transformatie.formulas.running import of_which, year_of
from transformatie.formulas.sale import given_or, highest, mean_of
from transformatie.formulas.value import discount_factor, value_of
from transformatie.formulas.works import summed
from transformatie.options.recipes import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class AsIs:
    """Market value as is, kosten koper, (N,): capitalised, by discounted cash flow over ten years, and the one used."""

    capitalised: Array
    discounted: Array
    price: Array


def as_is(hold: Plan, s: Setting) -> AsIs:
    """The value a buyer puts on the building as it stands. `hold`: the plan of holding it for ten years.

    The owner's appraisal is used where there is one, else the mean of the two methods; land is the floor.
    """
    c, p = s.cases, s.periods
    capitalised = office_price(hold, s.zero, c.vacant_area, c.vacant_years, s)
    rents = income(hold, s)
    work = works(hold, s)
    cost = costs(hold, rents, woz(hold, work, s), s)
    operating = operating_result(rents, cost, work, s)
    exit_price = office_price(
        hold, hold.sold_on, at_day(p, rents.empty, hold.sold_on), years_vacant(hold, s), s
    )
    rate = summed(c.office_yield, c.valuer_growth)
    factors = discount_factor(s.mid, rate), discount_factor(s.year_ends, rate)
    discounted = value_of(s.zero, operating, of_which(exit_price, year_of(p, hold.last_day)), *factors)
    used = given_or(c.appraisal, highest(mean_of(capitalised, discounted), c.land_floor))
    return AsIs(capitalised, discounted, used)
