"""What stands empty, and for how long: areas by unit, shares by state, and what an all-in amount replaces."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.carrying import Line
from transformatie.periods import Periods
from transformatie.trail import figure


@figure("share")
def leased_share(lettable: Array, empty: Array, temporary: Array) -> Array:
    """The share of the lettable area that tenants rent; temporary users rent nothing.

    leased_share = 1 − (empty + temporary) / lettable

    lettable (N,) or (T, N), nothing where nothing is left; empty, temporary (T, N) m2.
    """
    return 1.0 - (empty + temporary) / np.maximum(lettable, 1e-9)


@figure("m2")
def renewed_area(periods: Periods, area: Array, until: Array, stays: Array, friction: Array) -> Array:
    """Area whose tenant is expected to renew: let again, but no letting an agent is paid for.

    renewed_area = Σ area × chance to stay × (1 − friction) after the end of the lease

    area, until, stays (K, N); friction (N,). Returns (T, N).
    """
    total = np.zeros((len(periods.starts), np.shape(area)[1]))
    for k in range(np.shape(area)[0]):
        ends = np.maximum(until[k], 0.0)
        total += area[k] * stays[k] * periods.overlap(ends, np.full_like(ends, 1e12))
    return total * (1.0 - friction)


@figure("m2")
def just_vacated(
    periods: Periods, area: Array, until: Array, stays: Array, vacant: Array, vacant_years: Array, days: Array
) -> Array:
    """Area that fell empty within some days past: an insurer does not yet ask more for it.

    just_vacated = Σ area × (1 − chance to stay) within the days after its lease ends, and what is empty now within those days

    area, until, stays (K, N); vacant m2, vacant_years (N,); days (). Returns (T, N).
    """
    since = -vacant_years * 365.0
    total = vacant * periods.overlap(np.maximum(since, 0.0), since + days)
    for k in range(np.shape(area)[0]):
        total = total + area[k] * (1.0 - stays[k]) * periods.overlap(until[k], until[k] + days)
    return total


@figure("share")
def surcharged_share(lettable: Array, empty: Array, recent: Array) -> Array:
    """The share of the building that has stood empty long enough for an insurer to ask more.

    surcharged_share = max(empty − just vacated, 0) / lettable

    lettable (N,); empty, recent (T, N) m2.
    """
    return np.maximum(empty - recent, 0.0) / lettable


@figure("EUR/m2/yr")
def unlet_service_rate(let_rate: Array, vacant_rate: Array, leased: Array) -> Array:
    """Service cost of an unlet m2 that the landlord bears by the lease rule with keys by area.

    unlet_service_rate = let_rate × leased share + vacant_rate × (1 − leased share)

    Each pool costs rate × (leased + goes on × vacant) of the building; its key by area, vacant units included, gives
    the vacant m2 that much. An empty unit in a building that is else let costs what a let one does, an empty building
    the vacant rate. rates (N,) EUR/m2/yr; leased (T, N). Source: ROZ, see `service_cost_split`.
    """
    return let_rate * leased + vacant_rate * (1.0 - leased)


@figure("EUR")
def of_the_let_part(line: Line) -> Line:
    """A line where an all-in amount stands in for its empty part.

    of_the_let_part = the line without what is carried anyway and what is extra

    line (T, N) EUR per period.
    """
    nothing = np.zeros_like(line.anyway)
    return Line(line.let + 0.0, nothing, nothing.copy())


@figure("EUR")
def all_in(amount: Array, *replaced: Line) -> Line:
    """One amount for all that an empty m2 costs, in place of the lines: carried anyway as far as those lines were.

    all_in = amount; carried anyway = min(amount, Σ carried anyway of the lines it replaces), the rest extra

    amount (T, N) EUR per period: empty m2 × all-in amount. Given beside a line it replaces, the file is in error.
    """
    anyway = sum((line.anyway for line in replaced), np.zeros_like(amount))
    carried = np.clip(anyway, 0.0, np.maximum(amount, 0.0))
    return Line(np.zeros_like(amount), carried, amount - carried)


@figure("EUR/yr")
def energy_of_users(area: Array, per_m2: Array, index: Array) -> Line:
    """Energy and management that temporary users do not pay (of L08): extra, for nobody rents the space.

    energy_of_users = area × amount per m2 × index

    area, index (T, N); per_m2 (N,) EUR/m2/yr.
    """
    amount = area * per_m2 * index
    return Line(np.zeros_like(amount), np.zeros_like(amount), amount)


@figure("EUR")
def fit_out(spending: Array) -> Line:
    """What is spent to make empty space fit for temporary use: extra because empty, in the year it is paid.

    fit_out = spending

    spending (T, N) EUR per period.
    """
    return Line(np.zeros_like(spending), np.zeros_like(spending), spending + 0.0)


@figure("EUR/yr")
def vat_base(energy: Line, upkeep: Line, used: Array, lettable: Array) -> Array:
    """Running cost with VAT of the space that temporary users use.

    vat_base = energy + maintenance × area in temporary use / lettable area

    energy, upkeep: lines EUR/yr (T, N); used (T, N), lettable (N,) m2.
    """
    return energy.extra + (upkeep.let + upkeep.anyway) * used / lettable


@figure("m2")
def unit_empty(area: Array, leased: Array, let_again: Array, held: Array) -> Array:
    """Expected area of one unit that nobody rents, while the building is held as it is.

    unit_empty = max(area × held − leased − let again, 0)

    area (N,); leased, let_again (T, N) m2; held (T, N) share of the period.
    """
    return np.maximum(area * held - leased - let_again, 0.0)
