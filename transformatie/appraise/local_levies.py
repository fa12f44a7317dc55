"""Chapter: levies of municipality and water board on the office, due whole on 1 January by the state of that day."""

from __future__ import annotations

from transformatie.appraise.income import Income
from transformatie.appraise.levies import policy_levies
from transformatie.dated import Array
from transformatie.formulas import carrying
from transformatie.formulas.carried import levies_due
from transformatie.formulas.carrying import Line
from transformatie.formulas.running import amount_due, by_period, held_on_new_year, levy_due, of_which
from transformatie.formulas.timing import earliest, rest_of
from transformatie.formulas.works import summed
from transformatie.options.plan import Plan
from transformatie.setting import Setting


def levies_of(plan: Plan, rents: Income, woz: Array, s: Setting) -> list[Array]:
    """All levies, EUR per period, (T, N): those that every building has in one, then each that some plans or overlays bring."""
    c = s.cases
    held, levied = earliest(plan.office_until, plan.sold_on), earliest(plan.levies_until, plan.sold_on)
    rate, index = summed(c.ozb_owner_rate, c.water_rate), s.indices["running_growth"]
    due = levies_due(s.periods, woz, rate, c.sewer, index, levied, c.treatment, held, rents.let_share)
    return [due, *(line.extra for line in _of_some(plan, rents, woz, s).values())]


def levies(plan: Plan, rents: Income, woz: Array, s: Setting) -> dict[str, Line]:
    """Each levy as a line, EUR per period."""
    c, p, index, leased = s.cases, s.periods, s.indices["running_growth"], rents.leased_share
    levied = held_on_new_year(p, s.zero, earliest(plan.levies_until, plan.sold_on))
    held = held_on_new_year(p, s.zero, earliest(plan.office_until, plan.sold_on))
    value = by_period(p, woz)
    lines = {
        "ozb_owner": carrying.ozb_owner(levy_due(value, c.ozb_owner_rate, s.new_year, levied), leased),
        "water_board": carrying.water_board(levy_due(value, c.water_rate, s.new_year, levied), leased),
        "sewer": carrying.sewer(amount_due(c.sewer, index, s.new_year, levied), leased),
        "treatment": carrying.treatment(amount_due(c.treatment, index, s.new_year, held), rents.let_share),
    }
    return lines | _of_some(plan, rents, woz, s)


def _of_some(plan: Plan, rents: Income, woz: Array, s: Setting) -> dict[str, Line]:
    """Levies on what is empty, extra: the user part, the owner's once he gives it in use, and what only an overlay sets."""
    lines = {}
    if plan.does("use_temporarily"):
        given = held_on_new_year(s.periods, plan.temporary_from, plan.temporary_until)
        objects = of_which(by_period(s.periods, woz), rest_of(rents.leased_share, s.one))
        user = levy_due(objects, s.cases.ozb_user_rate, s.new_year, given)
        lines["ozb_user"] = carrying.ozb_user(user, s.one)
    return lines | policy_levies(plan, rents, woz, s)
