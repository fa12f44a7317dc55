"""Chapter: what the Treasury and the municipality receive from an option, in present value. Calls and names only."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise import Outcome
from transformatie.appraise.sales import deed_rate
from transformatie.dated import Array
from transformatie.formulas.treasury import tax_of_deed, vat_of_deed
from transformatie.formulas.value import value_of
from transformatie.formulas.works import summed
from transformatie.setting import Setting

#: Cost lines that are levies of the municipality.
LOCAL = ("ozb_owner", "ozb_user", "ozb_user_vacant", "sewer", "vacancy_levy")


@dataclass(frozen=True)
class Treasury:
    """Present value at the owner's rate after tax, (N,) EUR: of the State by tax, and of the municipality.

    income_tax: of the owner on the building, less than nothing where set-off saves more. vat: on works and not recovered,
    repaid at review, and on what is sold as new. transfer_tax: of whoever buys from the owner.
    """

    income_tax: Array
    vat: Array
    transfer_tax: Array
    landlord_levy: Array
    state: Array
    municipality: Array


def treasury(o: Outcome, s: Setting) -> Treasury:
    """The public purse of one outcome."""
    a, share, rate, new = o.accounts, s.cases.selling_cost_share, _deed(o, s), o.plan.taxed_as_new
    income, levy = _by_year(a.tax, s), _by_year(a.landlord_levy, s)
    output = vat_of_deed(o.sales.during, share, s.vat_on(o.plan.ready), new)
    vat = value_of(s.zero, summed(o.works.vat, output), a.vat_review, s.mid_factor, s.end_factor)
    deeds = value_of(
        tax_of_deed(o.sales.now, share, rate, s.zero),
        tax_of_deed(o.sales.during, share, rate, new),
        tax_of_deed(o.sales.at_end, share, rate, s.zero),
        s.mid_factor,
        s.end_factor,
    )
    lines = [part for name, line in o.costs.lines.items() if name in LOCAL for part in line]
    local = value_of(s.zero, summed(s.no_flow, *lines), s.no_flow_by_year, s.mid_factor, s.end_factor)
    return Treasury(income, vat, deeds, levy, summed(income, vat, deeds, levy), local)


def _by_year(flows: Array, s: Setting) -> Array:
    return value_of(s.zero, s.no_flow, flows, s.mid_factor, s.end_factor)


def _deed(o: Outcome, s: Setting) -> Array:
    """The rate of transfer tax of whoever buys; building land and what is new are sold with VAT."""
    plan = o.plan
    housing = plan.option.roles.get("rent") == "housing_rent"
    if plan.does("sell_land"):
        return s.zero
    if plan.does("sell_units"):
        return deed_rate(plan, "dwelling_occupier_rate", plan.ready, s)
    if plan.does("sell_block"):
        return deed_rate(plan, "dwelling_investor_rate" if housing else "non_dwelling_rate", plan.ready, s)
    kind = "dwelling_investor_rate" if plan.does("let") and housing else "non_dwelling_rate"
    return s.on_day(f"transfer_tax.{kind}", plan.sold_on)
