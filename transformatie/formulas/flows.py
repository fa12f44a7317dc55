"""The flows of a plan, from the lines of its chapters to what a period and a 31 December bring."""

from __future__ import annotations

from transformatie.dated import Array
from transformatie.trail import figure


@figure("EUR")
def operating_flow(
    rent: Array, carrying: Array, new_running: Array, replacements: Array, setup: Array
) -> Array:
    """What the building earns in a period before works, sale and tax.

    operating_flow = rent − carrying − new_running − replacements − setup

    All (T, N) EUR a period: rent of sitting tenants, of space let again, of temporary users and of the new use; carrying:
    cost of the building as it is; new_running: running cost of the new use; setup: fit-out for temporary use.
    """
    return rent - carrying - new_running - replacements - setup


@figure("EUR")
def flow_of_period(
    operating: Array, sales: Array, subsidy: Array, capital: Array, demolition: Array
) -> Array:
    """What a period brings before tax, sales included.

    flow_of_period = operating + sales + subsidy − capital − demolition

    All (T, N) EUR a period: sales after selling cost; capital: works with all that goes with them, VAT not recovered included.
    """
    return operating + sales + subsidy - capital - demolition


@figure("EUR")
def flow_at_year_end(sale: Array, vat_review: Array, tax: Array) -> Array:
    """What falls on a 31 December: the sale of what was held, less VAT paid back and the tax on the building.

    flow_at_year_end = sale − vat_review − tax

    All (Y, N) EUR; tax: of the owner with the building minus without it.
    """
    return sale - vat_review - tax


@figure("EUR")
def capital_cost(works: Array, fees: Array, insurance: Array, permit_fees: Array, studies: Array, parking: Array, contributions: Array,
                 vat: Array) -> Array:  # fmt: skip
    """What works cost in a period, part by part: what the books capitalise.

    capital_cost = works + fees + insurance + permit_fees + studies + parking + contributions + vat

    All (T, N) EUR a period; vat: what no deduction gives back.
    """
    return works + fees + insurance + permit_fees + studies + parking + contributions + vat
