"""All cost lines of a building together, in one pass: each amount beside what drives it through time.

The lines one by one are in `carrying`; their sum is this, and a test holds the two together. A sum by driver takes a
third of the work, and the sum is what decides.
"""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.periods import Periods
from transformatie.trail import figure


@figure("EUR/yr")
def carried_cost(
    driver: Array,
    due: Array,
    canon: Array,
    canon_runs: Array,
    surcharge: Array,
    surcharged: Array,
    empty: Array,
    let_share: Array,
    services: Array,
    services_let: Array,
    leased: Array,
) -> Array:
    """What a building costs in a year by contract, and what only because it is empty.

    carried_cost = driver × (due + canon × canon_runs + surcharge × surcharged + (1 − let_share) × unlet cost)
        with unlet cost = empty + services_let × leased + services × (1 − leased)

    driver (T, N): the index while the building is held; due (N,) let or empty: insurance, maintenance, contributions; canon
    (N,) from where canon_runs (T, N); surcharge (N,) of the insurer on the surcharged share (T, N); empty (N,) energy and
    security of the whole building empty; let_share, leased (T, N); services, services_let (N,) of the whole building by the
    rate when vacant and when let. EUR/yr.
    """
    unlet = leased * (services_let - services)
    unlet += empty + services
    unlet *= 1.0 - let_share
    unlet += canon * canon_runs
    unlet += surcharge * surcharged
    unlet += due
    unlet *= driver
    return unlet


@figure("EUR")
def levies_due(
    periods: Periods,
    woz: Array,
    rate: Array,
    sewer: Array,
    index: Array,
    levied_until: Array,
    treatment: Array,
    held_until: Array,
    let_share: Array,
) -> Array:
    """Levies of municipality and water board on a building, due whole on 1 January by the state of that day.

    levies_due = (woz × rate + sewer × index) × levied + treatment × index × held × (1 − let_share), on each 1 January

    woz (Y, N) EUR; rate (N,) OZB owner and water board together; sewer, treatment (N,) EUR/yr; index, let_share (T, N);
    levied_until, held_until (N,) days. EUR per period, (T, N). Gemeentewet 220, 228a; Waterschapswet 117.
    """
    rows = np.flatnonzero(periods.new_year[:, 0])
    day, level = periods.starts[rows], index[rows]
    due = woz[periods.year_of[rows]] * rate + sewer * level
    due *= day < levied_until
    due += treatment * level * (day < held_until) * (1.0 - let_share[rows])
    out = np.zeros(np.shape(index))
    out[rows] = due
    return out
