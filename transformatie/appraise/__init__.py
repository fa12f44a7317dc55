"""The appraisal of one plan: the table of contents of the model. Calls and names only."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise.accounts import Accounts, accounts, operating_result, woz
from transformatie.appraise.costs import Costs, costs
from transformatie.appraise.income import Income, income
from transformatie.appraise.sales import Sales, sales
from transformatie.appraise.works import Works, works
from transformatie.dated import Array
from transformatie.formulas.flows import flow_at_year_end, flow_of_period
from transformatie.formulas.value import value_after_tax
from transformatie.formulas.works import summed
from transformatie.options.plan import Plan
from transformatie.setting import Setting


@dataclass(frozen=True)
class Outcome:
    """What a plan comes to for every case. Flows are after selling cost and before interest."""

    plan: Plan
    income: Income
    costs: Costs
    works: Works
    sales: Sales
    accounts: Accounts
    woz: Array
    running: Array
    year_end: Array
    value_after_tax: Array


def appraise(plan: Plan, s: Setting) -> Outcome:
    """Rent, cost, works, sale, books, tax, value: the same formulas for every plan."""
    rents = income(plan, s)
    work = works(plan, s)
    woz_value = woz(plan, work, s)
    cost = costs(plan, rents, woz_value, s)
    sale = sales(plan, rents, s)
    operating = operating_result(rents, cost, work, s)
    books_and_tax = accounts(plan, rents, cost, work, sale, woz_value, operating, s)
    running = flow_of_period(operating, sale.during, work.subsidy, work.capital, work.demolition)
    year_end = flow_at_year_end(
        sale.at_end, summed(books_and_tax.vat_review, books_and_tax.landlord_levy), books_and_tax.tax
    )
    value = value_after_tax(sale.now, running, year_end, s.mid_factor, s.end_factor)
    return Outcome(plan, rents, cost, work, sale, books_and_tax, woz_value, running, year_end, value)
