"""Service costs: who pays for the units no one rents, and what remains of the cost when a building stands empty.

The lease rule is a cap: a tenant's share is no higher than with the building fully in use, and the landlord
bears the rest. A settlement is exact, in whole cents, down a fixed tree: pool, unit, bearer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import ConfigDict, Field, model_validator

from transformatie.asked import EUR, Area, Expect, Given, Record, asked
from transformatie.dated import Array, Law
from transformatie.formulas.rounding import cents, exact, split_by_id
from transformatie.trail import figure

LANDLORD = "landlord"
NotNegative = Annotated[float, Field(ge=0)]


class Pool(NamedTuple):
    """A heading of the statement: its standing and its variable charge, EUR, and the keys to divide them by.

    key: unit → weight as it was (a meter, m²); key_full_use: unit → weight had every unit been in use.
    """

    name: str
    standing: float
    variable: float
    key: Mapping[str, float]
    key_full_use: Mapping[str, float]


def _shares(key: Mapping[str, float]) -> dict[str, Fraction]:
    weights = {unit: exact(w) for unit, w in key.items()}
    whole = sum(weights.values(), Fraction(0))
    return {unit: w / whole if whole else Fraction(0) for unit, w in weights.items()}


def pool_bearers(pool: Pool, let: Mapping[str, float]) -> dict[str, int]:
    """One pool over tenants and landlord, in cents: over the units by key, then unit by unit over its bearers.

    let: unit → share of the year it is let. Of a let unit the tenant bears the variable charge by the key as it
    was, and the standing charge by the lower of that key and the key at full use. A unit `let` does not name
    (own use, common areas) is the landlord's.
    Errors: ValueError for an amount over a key that sums to nothing.
    """
    standing, variable = exact(pool.standing), exact(pool.variable)
    share = _shares(pool.key)
    full = _shares(pool.key_full_use or pool.key)
    units = split_by_id(cents(standing + variable), {u: exact(w) for u, w in pool.key.items()})
    out = {unit: 0 for unit, part in let.items() if part > 0} | {LANDLORD: 0}
    for unit, gross in units.items():
        part = exact(let.get(unit, 0.0))
        capped = min(share[unit], full.get(unit, Fraction(0)))
        if part == 1 and capped == share[unit]:
            by_tenant = gross
        else:
            by_lease = cents(part * (standing * capped + variable * share[unit]))
            by_tenant = min(max(by_lease, min(gross, 0)), max(gross, 0))
        if part > 0:
            out[unit] += by_tenant
        out[LANDLORD] += gross - by_tenant
    return out


class Statement(NamedTuple):
    """A settlement in cents: each pool by bearer, their sum, the administration fee, and the total."""

    pools: dict[str, dict[str, int]]
    subtotal: dict[str, int]
    administration: dict[str, int]
    total: dict[str, int]


@figure("EUR/yr")
def service_cost_statement(
    pools: Sequence[Pool], let: Mapping[str, float], administration: float
) -> Statement:
    """The settlement of a year's service costs, pool by pool, as a table a tenant can recompute.

    service_cost_statement = Σ pools (standing × min(key share, key share at full use) + variable × key share), and the administration share of the total over the subtotals

    administration: share of the total, charged once. Errors: ValueError for a key that sums to nothing.
    Source: ROZ general provisions, offices 2015 art. 18 (2003 art. 16); Hof Amsterdam 14-12-2010, LJN BP0589.
    """
    by_pool = {pool.name: pool_bearers(pool, let) for pool in pools}
    bearers = [*(unit for unit, part in let.items() if part > 0), LANDLORD]
    subtotal = {b: sum(parts[b] for parts in by_pool.values()) for b in bearers}
    fee = cents(exact(administration) * Fraction(sum(subtotal.values()), 100))
    fees = split_by_id(fee, {b: Fraction(s) for b, s in subtotal.items()})
    return Statement(by_pool, subtotal, fees, {b: subtotal[b] + fees[b] for b in bearers})


@figure("EUR/yr")
def service_cost_split(
    pools: Sequence[Pool], let: Mapping[str, float], administration: float
) -> dict[str, float]:
    """What each tenant and the landlord bears of a year's service costs, administration included.

    service_cost_split = the total of the service cost statement

    Result: unit or `landlord` → EUR. Errors and source: see `service_cost_statement`.
    """
    total = service_cost_statement(pools, let, administration).total
    return {bearer: amount / 100 for bearer, amount in total.items()}


class VacantService(NamedTuple):
    """Service cost of an area when empty and when let, what emptiness saves, and their ratio."""

    vacant: Array
    let: Array
    saved: Array
    ratio: Array


@figure("EUR/yr")
def vacant_service_cost(area: Array, vacant_rate: Array, let_rate: Array) -> VacantService:
    """Service cost of an area that stands empty beside its cost when let: neither nothing nor all of it.

    vacant_service_cost = area × rate when vacant; saved = area × (rate when let − rate when vacant)

    area (…) m² VVO; rates (…) EUR per m² VVO a year, let above zero. Source: JLL OSCAR 2013.

    >>> [round(float(v), 5) for v in vacant_service_cost(np.float64(5000.0), 14.92, 31.52)]
    [74600.0, 157600.0, 83000.0, 0.47335]
    """
    vacant, let = area * vacant_rate, area * let_rate
    return VacantService(vacant, let, let - vacant, vacant_rate / let_rate + np.zeros_like(area))


class ServiceBasket(NamedTuple):
    """Service cost per m² from its lines: let, and what goes on when empty."""

    let: Array
    vacant: Array
    ratio: Array


@figure("EUR/m2/yr")
def service_basket(let_rates: Array, keep_if_vacant: Array) -> ServiceBasket:
    """Service cost per m² from its lines: an editable template, not a measurement.

    service_basket = let: Σ lines; vacant: Σ line × share that goes on when empty

    let_rates (L, …) EUR per m² VVO a year by line; keep_if_vacant (L, …) share. Source: VGM NL benchmark.
    """
    let = np.add.reduce(let_rates, axis=0)
    vacant = np.add.reduce(let_rates * keep_if_vacant, axis=0)
    return ServiceBasket(let, vacant, vacant / let)


class PoolGiven(Record):
    """One pool. Left out: no charge of that kind; a key at full use like the key itself."""

    name: str
    standing: EUR = 0.0
    variable: EUR = 0.0
    key: dict[str, NotNegative]
    key_full_use: dict[str, NotNegative] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_key(self) -> PoolGiven:
        if self.standing + self.variable != 0 and sum(self.key.values()) == 0:
            raise ValueError(
                f"een sleutel voor '{self.name}' met een som boven nul || a key of '{self.name}' that sums to more than nothing"
            )
        if self.key_full_use and sum(self.key_full_use.values()) == 0:
            raise ValueError(
                f"een sleutel bij vol gebruik voor '{self.name}' met een som boven nul || a key at full use of '{self.name}' that sums to more than nothing"
            )
        return self


class ServiceCostGiven(Given):
    """A year's pools, which units are let (true, false, or a share of the year), and the administration share."""

    pools: list[PoolGiven]
    let: dict[str, Annotated[float, Field(ge=0, le=1)]]
    administration: Annotated[float, Field(ge=0, le=1, json_schema_extra={"unit": "share"})] = 0.0

    @model_validator(mode="after")
    def _names(self) -> ServiceCostGiven:
        names = [p.name for p in self.pools]
        if len(set(names)) < len(names):
            raise ValueError("elke pool één keer || each pool once")
        if LANDLORD in self.let:
            raise ValueError(f"geen eenheid met de naam {LANDLORD} || no unit named {LANDLORD}")
        return self

    def as_pools(self) -> list[Pool]:
        """The pools as the formula takes them."""
        return [Pool(p.name, p.standing, p.variable, p.key, p.key_full_use) for p in self.pools]


class ServiceCostSplitExpect(Expect):
    """Each let unit and `landlord`, as fields of their own and together under the figure's name."""

    model_config = ConfigDict(extra="allow")

    service_cost_split: dict[str, float]


@asked(service_cost_split)
def _service_cost_split(given: ServiceCostGiven, law: Law) -> ServiceCostSplitExpect:
    split = service_cost_split(given.as_pools(), given.let, given.administration)
    return ServiceCostSplitExpect.model_validate({**split, "service_cost_split": split})


class ServiceCostStatementExpect(Expect):
    """The table: each pool by bearer, subtotal, administration, total by bearer, and the grand total."""

    pools: dict[str, dict[str, float]]
    subtotal: dict[str, float]
    administration: dict[str, float]
    total: dict[str, float]
    subtotal_sum: float
    administration_sum: float
    total_sum: float


@asked(service_cost_statement)
def _service_cost_statement(given: ServiceCostGiven, law: Law) -> ServiceCostStatementExpect:
    statement = service_cost_statement(given.as_pools(), given.let, given.administration)

    def euros(parts: Mapping[str, int]) -> dict[str, float]:
        return {b: amount / 100 for b, amount in parts.items()}

    return ServiceCostStatementExpect(
        pools={name: euros(parts) for name, parts in statement.pools.items()},
        subtotal=euros(statement.subtotal),
        administration=euros(statement.administration),
        total=euros(statement.total),
        subtotal_sum=sum(statement.subtotal.values()) / 100,
        administration_sum=sum(statement.administration.values()) / 100,
        total_sum=sum(statement.total.values()) / 100,
    )


class VacantServiceCostGiven(Given):
    """An area. Left out: the rates of the benchmark in force."""

    area: Annotated[Area, Field(ge=0)]
    vacant_rate: NotNegative | None = None
    let_rate: Annotated[float, Field(gt=0)] | None = None


class VacantServiceCostExpect(Expect):
    """A year's cost when vacant and when let, what is saved, and the ratio."""

    vacant: float
    let: float
    saved: float
    ratio: float


@asked(vacant_service_cost)
def _vacant_service_cost(given: VacantServiceCostGiven, law: Law) -> VacantServiceCostExpect:
    vacant = law.on("service_costs.vacant") if given.vacant_rate is None else np.float64(given.vacant_rate)
    let = law.on("service_costs.let") if given.let_rate is None else np.float64(given.let_rate)
    result = vacant_service_cost(np.float64(given.area), vacant, let)
    return VacantServiceCostExpect(**{name: float(value) for name, value in result._asdict().items()})


SERVICE_LINES = (
    "electricity", "heat_and_cold", "water", "communication", "mechanical_installations",
    "electrical_installations", "lifts", "building_parts", "reception", "security", "cleaning", "grounds",
    "waste", "fixed_charges",
)  # fmt: skip


class ServiceBasketGiven(Given):
    """Lines to leave out because they are counted elsewhere: `fixed_charges` holds levies and insurance."""

    without: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _known(self) -> ServiceBasketGiven:
        known = ", ".join(SERVICE_LINES)
        if set(self.without) - set(SERVICE_LINES) or set(SERVICE_LINES) <= set(self.without):
            raise ValueError(f"een deel van: {known} || some of: {known}")
        return self


class ServiceBasketExpect(Expect):
    """Per m² VVO a year: when let, when vacant, and the ratio."""

    let: float
    vacant: float
    ratio: float


@asked(service_basket)
def _service_basket(given: ServiceBasketGiven, law: Law) -> ServiceBasketExpect:
    lines = [line for line in SERVICE_LINES if line not in given.without]
    result = service_basket(
        np.stack([law.on(f"service_costs.{line}_let") for line in lines]),
        np.stack([law.on(f"service_costs.{line}_keep") for line in lines]),
    )
    return ServiceBasketExpect(**{name: float(value) for name, value in result._asdict().items()})
