"""Chapter: the commercial accounts beside the fiscal ones: deferred tax and what may not be paid out. Calls and names only."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise import Outcome
from transformatie.appraise.detail import Detail
from transformatie.dated import Array
from transformatie.formulas.commercial import deferred_tax, revaluation_reserve
from transformatie.formulas.running import less
from transformatie.formulas.works import summed
from transformatie.setting import Setting

#: Owners whose accounts carry the tax on profit: a company does, a person does not.
TAXED = ("bv", "association", "fbi")


@dataclass(frozen=True)
class BookValue:
    """By year (Y, N) and on the assessment date (N,), EUR: deferred tax, its rate, its change, the revaluation reserve."""

    rate: Array
    deferred_now: Array
    deferred: Array
    change_first: Array
    reserve: Array


def book_value(o: Outcome, d: Detail, s: Setting) -> BookValue:
    """Deferred tax at the highest rate, as enacted, of the year in which the building is sold and the difference reverses."""
    c = s.cases
    taxed = s.traits.owner_kind in TAXED
    rate = summed(s.on_day("vpb.high_rate", o.plan.last_day), s.zero) if taxed else summed(s.zero, s.zero)
    net = s.law.on("accounting.revaluation_reserve_net", s.first)
    now = deferred_tax(c.commercial, summed(c.fiscal_structure, c.fiscal_land), rate)
    later = deferred_tax(d.commercial.closing, o.accounts.books.closing, rate)
    reserve = revaluation_reserve(d.commercial.closing, d.commercial.at_cost, rate, net)
    return BookValue(rate, now, later, less(later, now), reserve)
