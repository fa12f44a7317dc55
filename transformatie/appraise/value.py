"""Chapter: what the building fetches as it stands, by two methods that are both shown."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise.holding import Held, price_on
from transformatie.appraise.sales import office_price
from transformatie.dated import Array
from transformatie.formulas.running import of_which, total, year_of
from transformatie.formulas.sale import given_or, highest, mean_of
from transformatie.formulas.value import discount_factor, sold_value, value_by_year
from transformatie.formulas.works import summed
from transformatie.options.plan import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class AsIs:
    """Market value as is, kosten koper, (N,): capitalised, by discounted cash flow over ten years, and the one used."""

    capitalised: Array
    discounted: Array
    price: Array


def as_is(path: Held, ten: Plan, s: Setting) -> AsIs:
    """The value a buyer puts on the building as it stands. `ten`: the plan of holding it for ten years and selling.

    The owner's appraisal is used where there is one, else the mean of the two methods; land is the floor.
    """
    c, p = s.cases, s.periods
    capitalised = office_price(ten, s.zero, c.vacant_area, c.vacant_years, s)
    rate = summed(c.office_yield, c.valuer_growth)
    in_year = year_of(p, ten.last_day)
    so_far = total(of_which(value_by_year(p, path.operating, discount_factor(s.mid, rate)), in_year))
    discounted = sold_value(
        so_far, of_which(price_on(path, ten, s), in_year), discount_factor(s.year_ends, rate)
    )
    used = given_or(c.appraisal, highest(mean_of(capitalised, discounted), c.land_floor))
    return AsIs(capitalised, discounted, used)
