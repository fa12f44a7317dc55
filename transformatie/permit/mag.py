"""Mag het: the chance that the permit is irrevocable by the owner's deadline, as a gate."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from transformatie.chance import Drawn
from transformatie.dated import Law
from transformatie.options.plan import Plan
from transformatie.periods import NEVER, Periods
from transformatie.result import Band, Gate, Words

NOT_ASSESSED = Words(nl="niet beoordeeld (geen trekkingen)", en="not assessed (no draws)")


def mag(name: str, plan: Plan, drawn: Drawn | None, law: Law, axis: Periods) -> Gate:
    """The gate of one option: green without a permit; else by the chance, against thresholds that are data.

    Without a deadline the chance is that the permit comes at all, and the reason gives P50 and P90 of the day.
    """
    if not plan.does("apply"):
        return Gate(
            band="green", low=1.0, high=1.0, reason=Words(nl="geen vergunning nodig", en="no permit needed")
        )
    if drawn is None:
        return Gate(band="not_assessed", low=None, high=None, reason=NOT_ASSESSED)
    chance = float(np.mean(drawn.in_time[name]))
    band: Band = "red"
    if chance >= float(law.value("gates.mag_green_from", axis.first)):
        band = "green"
    elif chance >= float(law.value("gates.mag_amber_from", axis.first)):
        band = "amber"
    share = f"{100 * chance:.0f} %"
    if drawn.deadline:
        words = Words(
            nl=f"{share} kans op een onherroepelijke vergunning voor de uiterste datum",
            en=f"{share} chance of an irrevocable permit by the deadline",
        )
    else:
        p50, p90 = (when(drawn.irrevocable[name], q, axis) for q in (0.5, 0.9))
        words = Words(
            nl=f"geen uiterste datum; {share} kans dat de vergunning komt; onherroepelijk P50 {p50['nl']}, P90 {p90['nl']}",
            en=f"no deadline; {share} chance that the permit comes; irrevocable P50 {p50['en']}, P90 {p90['en']}",
        )
    return Gate(band=band, low=chance, high=chance, reason=words)


def when(days: np.ndarray, share: float, axis: Periods) -> dict[str, str]:
    """The day by which a share of all draws has its permit, in words."""
    day = float(np.quantile(days, share, method="inverted_cdf"))
    if day >= NEVER:
        return {"nl": "nooit", "en": "never"}
    on = axis.first + timedelta(days=round(day))
    return {"nl": f"{on:%d-%m-%Y}", "en": f"{on:%Y-%m-%d}"}
