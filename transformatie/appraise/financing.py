"""Chapter: the loans of an option, from the first draw to the sale, and what they leave its owner. Calls and names only."""

from __future__ import annotations

from dataclasses import dataclass

from transformatie.appraise import Outcome
from transformatie.appraise.accounts import sold, tax_of_building
from transformatie.appraise.collateral import Collateral, collateral
from transformatie.dated import Array
from transformatie.finance.lending import Terms
from transformatie.formulas.cover import (
    at_year_ends,
    average_rate,
    cash_need,
    highest_of,
    loan_to_cost,
    lowest_of,
    peak_of,
    value_to_equity,
    whole_years,
)
from transformatie.formulas.debt import (
    Facility,
    LoanPath,
    debt_limit,
    equity_first,
    loan_path,
    period_rate,
    scheduled,
    share_left,
    yearly_repayment,
    years_of_days,
    years_since,
    years_to_end,
)
from transformatie.formulas.finance import (
    CovenantCure,
    SourcesUses,
    covenant_cure,
    debt_yield,
    dscr,
    loan_to_value,
    sources_uses,
)
from transformatie.formulas.interest import InterestDeduction, interest_rules, owner_interest
from transformatie.formulas.letting import at_day
from transformatie.formulas.running import (
    by_period,
    by_year,
    held_on_new_year,
    less,
    of_which,
    part_of,
    total,
)
from transformatie.formulas.timing import after_years, day_before, earliest, latest, scaled
from transformatie.formulas.value import discount_factor, value_of
from transformatie.formulas.works import due_on, share_of, summed
from transformatie.setting import Setting

WORKS = ("convert", "renovate", "build_new", "demolish")


@dataclass(frozen=True)
class Drawing:
    """How the works are paid: uses by period with the fee, sources, what the lender lends at most, the fee, (T, N) and (N,)."""

    uses: Array
    sources: SourcesUses
    limit: Array
    fee: Array
    loan_to_cost: Array


@dataclass(frozen=True)
class Debt:
    """All loans of an option by period: those of today in their order, then the facility; and the sums of them."""

    existing: tuple[LoanPath, ...]
    facility: LoanPath
    redeemed_now: Array
    closing: Array
    interest: Array
    flow: Array
    gap: Array
    due: Array


@dataclass(frozen=True)
class Ratios:
    """By year, (Y, N), and over the years that count (whole, let, not yet sold), (N,)."""

    counted: Array
    noi: Array
    service: Array
    interest: Array
    loans: Array
    ltv: Array
    dscr: Array
    icr: Array
    debt_yield: Array
    lowest_dscr: Array
    lowest_icr: Array
    highest_ltv: Array
    ltv_now: Array
    ltv_done: Array


@dataclass(frozen=True)
class Financed:
    """One option with its loans. Flows to the owner: at once (N,), by period (T, N), each 31 December (Y, N)."""

    collateral: Collateral
    drawing: Drawing
    debt: Debt
    ratios: Ratios
    held: Array
    existing_tests: CovenantCure
    facility_tests: CovenantCure
    deduction: InterestDeduction
    tax: Array
    now: Array
    running: Array
    year_end: Array
    cash_need: Array
    value_to_equity: Array | None


def financing(o: Outcome, office: Array, terms: Terms, s: Setting) -> Financed:
    """The loans of one option. `office`: the value of the office by year, see `collateral.office_by_year`.

    Interest is effective by the year and counted by days over 365, as in the discounting; the works' interest is drawn as
    debt. A loan that ends before the sale is refinanced as far as the loan-to-value limit allows, and the rest paid in.
    """
    p = s.periods
    value = collateral(o, office, s)
    existing = _existing(o, value, terms, s)
    before = at_day(p, summed(s.no_flow, *(x.opening for x in existing)), earliest(o.plan.ready, s.horizon))
    draw = _drawing(o, value, before, terms, s)
    facility = _facility(o, draw, value, existing, terms, s)
    debt = _debt(o, existing, facility, draw, terms, s)
    ratios = _ratios(o, value, debt, summed(before, peak_of(draw.sources.balance)), terms, s)
    deduction = _deduction(o, debt, terms, s)
    _owner, tax = tax_of_building(less(o.accounts.result, deduction.deductible), o.woz, sold(o.plan, s), s)
    now = less(o.sales.now, debt.redeemed_now)
    year_end = less(summed(o.year_end, o.accounts.tax), tax)
    need = cash_need(p, now, o.running, year_end, debt.flow)
    held = whole_years(p, s.zero, o.plan.sold_on)
    return Financed(
        value, draw, debt, ratios, held, _existing_tests(value, ratios, existing, terms, s), _facility_tests(value, ratios, terms, s),
        deduction, tax, now, o.running, year_end, need, _to_equity(now, o.running, year_end, debt.flow, s),
    )  # fmt: skip


def _existing(o: Outcome, value: Collateral, terms: Terms, s: Setting) -> tuple[LoanPath, ...]:
    """Today's loans, each with what the value leaves after those before it. None where the building is sold at once."""
    if o.plan.does("sell"):
        return ()
    p, years = s.periods, years_of_days(s.periods)
    room, proceeds = share_of(by_period(p, value.unsold), terms.ltv_limit), o.sales.during
    gone = due_on(p, s.one, _last_day(o, s))
    out = []
    for loan in terms.loans:
        schedule = yearly_repayment(p, loan.repayment, loan.ends)
        drawn = Facility(loan.balance, s.no_flow, loan.rate, summed(terms.base_rate, terms.margin), schedule)
        path = loan_path(drawn, years, proceeds, due_on(p, s.one, loan.ends), room, gone)
        room, proceeds = less(room, path.closing), less(proceeds, path.swept)
        out.append(path)
    return tuple(out)


def _last_day(o: Outcome, s: Setting) -> Array:
    """The day on which all loans are paid off: the sale, at the latest the end of the horizon."""
    return earliest(o.plan.last_day, day_before(s.horizon, s.per_day))


def _drawing(o: Outcome, value: Collateral, senior: Array, terms: Terms, s: Setting) -> Drawing:
    """Sources and uses until the works are done: equity first, then debt up to the limit, then equity again."""
    plan, p = o.plan, s.periods
    spending = summed(o.works.capital, o.works.demolition, o.works.temporary)
    if not plan.does(*WORKS):
        nothing = sources_uses(s.no_flow, s.zero, s.zero, s.zero)
        return Drawing(
            summed(spending, s.no_flow),
            nothing,
            summed(s.zero, s.zero),
            summed(s.zero, s.zero),
            summed(s.zero, s.zero),
        )
    rate = summed(terms.base_rate, terms.margin)
    limit = debt_limit(terms.facility, terms.ltc_limit, total(spending), terms.ltv_limit, value.done, senior)
    fee = share_of(limit, terms.fee)
    uses = summed(spending, due_on(p, fee, plan.works_start))
    charged = period_rate(rate, years_of_days(p), held_on_new_year(p, s.zero, plan.ready))
    own = equity_first(terms.equity_first, uses, limit, charged)
    sources = sources_uses(uses, own, limit, charged)
    whole_cost = summed(total(uses), total(sources.interest))
    return Drawing(uses, sources, limit, fee, loan_to_cost(peak_of(sources.balance), whole_cost))


def _facility(
    o: Outcome, draw: Drawing, value: Collateral, existing: tuple[LoanPath, ...], terms: Terms, s: Setting
) -> LoanPath:
    """The new loan: drawn during the works, repaid by its schedule and out of sales, due at its end or on the sale."""
    plan, p = o.plan, s.periods
    rate = summed(terms.base_rate, terms.margin)
    left = share_left(years_since(p, plan.ready), terms.term, rate, terms.yearly, terms.annuity)
    schedule = scheduled(total(draw.sources.debt), left)
    senior = summed(s.no_flow, *(x.closing for x in existing))
    room = less(share_of(by_period(p, value.unsold), terms.ltv_limit), senior)
    proceeds = less(o.sales.during, s.no_flow, *(x.swept for x in existing))
    ends = due_on(p, s.one, after_years(plan.ready, terms.term))
    loan = Facility(s.zero, draw.sources.debt, rate, rate, schedule)
    return loan_path(loan, years_of_days(p), proceeds, ends, room, due_on(p, s.one, _last_day(o, s)))


def _debt(
    o: Outcome, existing: tuple[LoanPath, ...], facility: LoanPath, draw: Drawing, terms: Terms, s: Setting
) -> Debt:
    """All loans together. flow: to the owner, the fee included; gap: what is paid in when a loan ends."""
    loans = (*existing, facility)
    at_once = (
        summed(s.zero, *(x.balance for x in terms.loans)) if o.plan.does("sell") else summed(s.zero, s.zero)
    )
    # the fee is one of the uses that equity pays or the loan: as a flow it goes out on the day the works start
    fee = due_on(s.periods, draw.fee, o.plan.works_start)
    return Debt(
        existing, facility, at_once,
        closing=summed(*(x.closing for x in loans), s.no_flow),
        interest=summed(*(x.interest for x in loans), s.no_flow),
        flow=less(summed(*(x.flow for x in loans), s.no_flow), fee),
        gap=summed(*(x.paid_in for x in loans), s.no_flow),
        due=summed(*(x.due for x in loans), s.no_flow),
    )  # fmt: skip


def _ratios(o: Outcome, value: Collateral, debt: Debt, at_ready: Array, terms: Terms, s: Setting) -> Ratios:
    """What the rent covers and what the value secures, by year. Interest drawn as debt during the works is not paid.

    at_ready: all loans on completion, before anything is sold, (N,).
    """
    p, plan = s.periods, o.plan
    start = plan.ready if plan.does(*WORKS) else s.zero
    counted = whole_years(p, start, plan.sold_on)
    noi = summed(o.accounts.operating, by_year(p, summed(o.works.replacements, o.works.temporary)))
    loans = (*debt.existing, debt.facility)
    drawn = of_which(debt.facility.interest, held_on_new_year(p, s.zero, start))
    interest = by_year(p, less(debt.interest, drawn))
    service = summed(interest, by_year(p, summed(s.no_flow, *(x.scheduled for x in loans))))
    closing = at_year_ends(p, debt.closing)
    ltv, cover, icr = loan_to_value(closing, value.by_year), dscr(noi, service), dscr(noi, interest)
    today = summed(s.zero, *(x.balance for x in terms.loans))
    return Ratios(
        counted, noi, service, interest, closing, ltv, cover, icr, debt_yield(noi, closing),
        lowest_of(cover, counted), lowest_of(icr, counted), highest_of(ltv, counted),
        loan_to_value(today, value.as_is),
        loan_to_value(at_ready, value.done) if plan.does(*WORKS) else loan_to_value(today, value.as_is),
    )  # fmt: skip


def _existing_tests(
    value: Collateral, ratios: Ratios, existing: tuple[LoanPath, ...], terms: Terms, s: Setting
) -> CovenantCure:
    """The covenants of today's loans on each 31 December, all loans of today together, the strictest of each kind."""
    p = s.periods
    if not existing:
        none = s.no_flow_by_year
        return covenant_cure(scaled(s.ones_by_year, s.one), none, s.zero, none, s.one, s.zero)
    closing = [at_year_ends(p, x.closing) for x in existing]
    rate = average_rate(closing, [x.rate for x in terms.loans])
    ltv = earliest(*(x.ltv_covenant for x in terms.loans))
    icr = latest(*(x.icr_covenant for x in terms.loans))
    return covenant_cure(value.by_year, summed(*closing, s.no_flow_by_year), rate, ratios.noi, ltv, icr)


def _facility_tests(value: Collateral, ratios: Ratios, terms: Terms, s: Setting) -> CovenantCure:
    """The covenants of the new loan, on all loans together: loan to value, and cover of interest and repayment."""
    service = part_of(ratios.service, latest(ratios.loans, s.ones_by_year))
    return covenant_cure(
        value.by_year, ratios.loans, service, ratios.noi, terms.ltv_limit, terms.dscr_covenant
    )


def _deduction(o: Outcome, debt: Debt, terms: Terms, s: Setting) -> InterestDeduction:
    """Interest and fee of each year that are deductible, within the limits of the law of the year."""
    p, a, c = s.periods, o.accounts, s.cases
    fee = less(summed(*(x.flow for x in (*debt.existing, debt.facility)), s.no_flow), debt.flow)
    interest = by_year(p, summed(debt.interest, fee))
    before = summed(c.other_profit, a.result, a.books.depreciation, a.books.write_down)
    owed = at_year_ends(p, debt.closing)
    rules = interest_rules(s.traits.owner_kind, s.periods.years, s.law)
    balances, groups = [x.balance for x in terms.loans], [x.group for x in terms.loans]
    group = average_rate(balances, groups) if balances else s.zero
    return owner_interest(
        interest, less(before, a.books.reversal), s.no_flow_by_year, owed, group, s.zero, rules
    )


def _to_equity(now: Array, running: Array, year_end: Array, debt: Array, s: Setting) -> Array | None:
    """What the owner's equity is worth: after debt service and tax with interest, at the cost of equity."""
    c, p = s.cases, s.periods
    if not c.has("rate_equity"):
        return None
    mid, end = discount_factor(s.mid, c.rate_equity), discount_factor(s.year_ends, c.rate_equity)
    building = value_of(now, running, year_end, mid, end)
    loans = value_of(s.zero, debt, s.no_flow_by_year, discount_factor(years_to_end(p), c.rate_equity), end)
    return value_to_equity(building, loans)
