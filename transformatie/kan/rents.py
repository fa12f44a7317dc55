"""The maximum rent of so many points on a day, with the surcharge where its dates are given."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from transformatie.dated import Law
from transformatie.formulas.maximum_rent import (
    SEGMENTS,
    Tenure,
    maximum_rent,
    rent_rules,
    rent_segment,
    rent_with_surcharge,
    surcharge_share,
)
from transformatie.formulas.points_rounding import whole


def of_points(
    points: float, dwelling: Tenure, dates: tuple[date | None, date | None], law: Law
) -> dict[str, Any]:
    """Whole points, table amount, segment and amount with surcharge. dates: first use, start of works.

    Errors: LawError before the first table.
    """
    rules = rent_rules(law, dwelling)
    counted, room = np.float64(whole(np.float64(points))), np.bool_(dwelling == "room")
    amount = maximum_rent(counted, rules.table, rules.table_from)
    first_use, started = (np.datetime64(d, "D") for d in dates)
    share = surcharge_share(counted, first_use, started, np.datetime64(law.in_force, "D"), *rules[2:])
    with_surcharge = amount if room else rent_with_surcharge(amount, share)
    return {
        "points": float(counted),
        "dwelling": dwelling,
        "segment": SEGMENTS[int(rent_segment(counted, rules.mid_from, rules.free_from, room))],
        "amount": round(float(amount), 2),
        "with_surcharge": round(float(with_surcharge), 2),
    }
