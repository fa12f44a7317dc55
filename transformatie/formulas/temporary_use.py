"""Temporary use: what reaches the owner, and what it brings and costs him beside plain emptiness."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from transformatie.asked import EURPerYear, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


class TemporaryUse(NamedTuple):
    """Base and service fees, both together, what of it reaches the owner, and his net benefit. EUR of the period."""

    base: Array
    service: Array
    gross: Array
    to_owner: Array
    net: Array


@figure("EUR/yr")
def temporary_use(
    fees: Array,
    services: Array,
    share_to_owner: Array,
    avoided: Array,
    energy: Array,
    works: Array,
    ozb_user: Array,
    vat_revision: Array,
) -> TemporaryUse:
    """What temporary use is worth to the owner beside plain emptiness.

    temporary_use = fees that reach the owner + avoided security and surcharge − energy − works − OZB user part − VAT revision

    fees, services (…) EUR/yr of all users, without rent and service; share_to_owner: none where the agency keeps
    the fees; avoided: security and insurance surcharge no longer due; energy: extra energy and water; works: set-up, as amortised in
    the year; ozb_user: due once part is given in use (see `ozb`); vat_revision: where use turns exempt.
    """
    gross = fees + services
    to_owner = gross * share_to_owner
    net = to_owner + avoided - energy - works - ozb_user - vat_revision
    return TemporaryUse(fees + 0.0, services + 0.0, gross, to_owner, net)


Money = Annotated[EURPerYear, Field(ge=0)]


class TemporaryUseGiven(Given):
    """A year of temporary use. Left out: twelve months, full, all fees to the owner, nothing avoided, no cost."""

    users: Annotated[float, Field(ge=0, json_schema_extra={"unit": "number"})]
    fee_per_month: Annotated[float, Field(ge=0, json_schema_extra={"unit": "EUR/unit/month"})] = 0.0
    service_per_month: Annotated[float, Field(ge=0, json_schema_extra={"unit": "EUR/unit/month"})] = 0.0
    months: Annotated[float, Field(ge=0, le=12, json_schema_extra={"unit": "month"})] = 12.0
    occupancy: Annotated[float, Field(ge=0, le=1, json_schema_extra={"unit": "share"})] = 1.0
    share_to_owner: Annotated[float, Field(ge=0, le=1, json_schema_extra={"unit": "share"})] = 1.0
    avoided_security: Money = 0.0
    avoided_surcharge: Money = 0.0
    energy: Money = 0.0
    works: Money = 0.0
    ozb_user: Money = 0.0
    vat_revision: Money = 0.0


class TemporaryUseExpect(Expect):
    """Fees and net benefit of the year."""

    base: float
    service: float
    gross: float
    to_owner: float
    net: float


@asked(temporary_use)
def _temporary_use(given: TemporaryUseGiven, law: Law) -> TemporaryUseExpect:
    months = given.users * given.months * given.occupancy
    result = temporary_use(
        np.float64(months * given.fee_per_month),
        np.float64(months * given.service_per_month),
        np.float64(given.share_to_owner),
        np.float64(given.avoided_security + given.avoided_surcharge),
        np.float64(given.energy),
        np.float64(given.works),
        np.float64(given.ozb_user),
        np.float64(given.vat_revision),
    )
    return TemporaryUseExpect(**{name: float(value) for name, value in result._asdict().items()})
