"""The service charge settlement of a year in a building that is partly empty, as a table a tenant can recompute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transformatie.dated import Tables
from transformatie.formulas.rounding import cents
from transformatie.formulas.services import LANDLORD, SERVICE_LINES, Pool, service_cost_statement
from transformatie.input.building import Building
from transformatie.input.plans import KeyName, ServicePool
from transformatie.input.units import VACANT, Rented, distinct, let_share
from transformatie.labels import words
from transformatie.parts import Words
from transformatie.vacancy.result import PoolLine, Settlement, Share

#: Lines of the template that go with use; the rest are there whether anyone comes or not.
VARIABLE = ("electricity", "heat_and_cold", "water", "communication", "cleaning", "waste")
#: Lines that go by meter where the units have one.
METERED = ("electricity", "heat_and_cold", "water")
#: Lines of the service basket that have a line of their own in the bill, when let and as what goes on when empty.
ELSEWHERE = {"let": ("fixed_charges",), "keep": ("fixed_charges", "security")}
AREA: KeyName = "area"


@dataclass(frozen=True)
class Rates:
    """Service cost per m2 a year without what has a line of its own: when let and when empty; price level; administration."""

    let: float
    vacant: float
    index: float
    administration: float


def settlement(building: Building, year: int, tables: Tables, rates: Rates) -> Settlement | None:
    """The settlement of a year by the leases as they stand; None where no one rents.

    With pools in the file, those; else the template of the market tables, which measures nothing.
    """
    units, given = _units(building, year), building.services
    let = {u.name: 1.0 if _whole(u, building) else let_share(u, year) for u in units}
    if not any(let.values()):
        return None
    pools = [own_pool(pool, units) for pool in given.pools] if given else template(units, let, tables, rates)
    own = given.administration if given else None
    share = rates.administration if own is None else own
    statement = service_cost_statement([p for p, _ in pools], let, share)
    known = [
        u
        for u in units
        if u.lease and u.lease.service_charge_per_m2 is not None and u.name in statement.total
    ]
    advance = {u.name: cents(u.lease.service_charge_per_m2 * u.area * let[u.name]) for u in known}  # type: ignore[union-attr, operator]
    label = {u.name: u.label for u in units}

    def shares(parts: Mapping[str, float], scale: float = 100.0) -> tuple[Share, ...]:
        return tuple(
            Share(name=n, label=label.get(n) or words(n), amount=v / scale) for n, v in parts.items()
        )

    return Settlement(
        year=year, template=given is None,
        pools=tuple(
            PoolLine(name=p.name, label=_label(p.name, given is None), standing=p.standing, variable=p.variable, key=key,
                     weights=shares(p.key, 1.0), full_weights=shares(p.key_full_use or p.key, 1.0), shares=shares(statement.pools[p.name]))
            for p, key in pools),
        let=shares(let, 1.0), subtotal=shares(statement.subtotal), administration_share=share, administration=shares(statement.administration),
        total=shares(statement.total), advance=shares(advance), balance=shares({n: statement.total[n] - v for n, v in advance.items()}),
        grand_total=sum(statement.total.values()) / 100,
    )  # fmt: skip


def _units(building: Building, year: int) -> tuple[Rented, ...]:
    """The units of the file; else each lease of the year with its area by days, and what is left of the building.

    So one tenant after another in the same space do not count twice, and the weights add up to the lettable area.
    """
    if building.units:
        by_tenant = {lease.tenant: lease for lease in building.leases}
        return tuple(
            Rented(u.name, u.area, by_tenant.get(u.tenant or ""), u.meter, u.woz, u.deed_share)
            for u in building.units
        )
    leases = [lease for lease in building.leases if let_share(Rented("", lease.area, lease), year) > 0]
    out = [
        Rented(name, lease.area * let_share(Rented("", lease.area, lease), year), lease)
        for name, lease in zip(distinct(leases), leases, strict=True)
    ]
    left = building.building.lettable_floor_area - sum(u.area for u in out)
    return (*out, *([Rented(VACANT, left)] if left > 1e-6 else []))


def _whole(unit: Rented, building: Building) -> bool:
    """Whether the area already counts the days: units made from leases do."""
    return unit.lease is not None and not building.units


def template(
    units: Sequence[Rented], let: Mapping[str, float], tables: Tables, rates: Rates
) -> list[tuple[Pool, str]]:
    """Pools from the market tables: rate when let × let area and what goes on × empty area, by line of the basket.

    Their sums are the rates of the bill, of a let building and of an empty one. Levies and insurance are no pool.
    """
    areas, meter = {u.name: u.area for u in units}, {u.name: u.meter or 0.0 for u in units}
    whole, occupied = sum(areas.values()), sum(areas[n] * part for n, part in let.items())
    when_let, vacant = basket(tables)
    of_let, of_vacant = (
        sum(v for n, v in lines.items() if n not in ELSEWHERE[k])
        for lines, k in ((when_let, "let"), (vacant, "keep"))
    )
    out: list[tuple[Pool, str]] = []
    for n in (n for n in SERVICE_LINES if n not in ELSEWHERE["let"]):
        goes_on = 0.0 if n in ELSEWHERE["keep"] else rates.vacant * vacant[n] / of_vacant
        amount = (rates.let * when_let[n] / of_let * occupied + goes_on * (whole - occupied)) * rates.index
        rounded = cents(amount) / 100
        key: KeyName = "meter" if n in METERED and sum(meter.values()) > 0 else AREA
        variable = rounded if n in VARIABLE else 0.0
        out.append((Pool(n, rounded - variable, variable, meter if key == "meter" else areas, {}), key))
    return out


def basket(tables: Tables) -> tuple[dict[str, float], dict[str, float]]:
    """Service cost per m2 by line, when let and what of it goes on when empty: the latest composition, a template."""

    def last(name: str) -> float:
        return float(tables.parameters[name].values[-1].central)

    let = {n: last(f"service_costs.{n}_let") for n in SERVICE_LINES}
    return let, {n: rate * last(f"service_costs.{n}_keep") for n, rate in let.items()}


def own_pool(pool: ServicePool, units: Sequence[Rented]) -> tuple[Pool, str]:
    """A pool of the file with its weights."""
    key = _weights(pool.key, units)
    full = {} if pool.key_full_use is None else _weights(pool.key_full_use, units)
    return Pool(pool.name, pool.standing, pool.variable, key, full), pool.key if isinstance(
        pool.key, str
    ) else "given"


def _weights(key: KeyName | dict[str, float], units: Sequence[Rented]) -> dict[str, float]:
    if isinstance(key, dict):
        return {u.name: key.get(u.name, 0.0) for u in units}
    own = {"meter": "meter", "woz": "woz", "deed": "deed_share"}.get(key, "area")
    return {u.name: 1.0 if key == "equal" else float(getattr(u, own) or 0.0) for u in units}


def rate_of_pools(building: Building) -> float | None:
    """What the file's own pools cost the landlord per empty m2 by the leases of today, EUR a year; None without pools.

    Where all is let, what they cost per m2 of the building.
    """
    if building.services is None:
        return None
    year, lettable = building.assess.date.year, building.building.lettable_floor_area
    units = _units(building, year)
    let = {u.name: 1.0 if _whole(u, building) else let_share(u, year) for u in units}
    statement = service_cost_statement([own_pool(p, units)[0] for p in building.services.pools], let, 0.0)
    empty = sum(u.area * (1 - let[u.name]) for u in units)
    if empty < 1:
        return sum(statement.total.values()) / 100 / lettable
    return statement.total[LANDLORD] / 100 / empty


def _label(name: str, of_template: bool) -> Words:
    return words(f"pool_{name}") if of_template else Words(nl=name, en=name)
