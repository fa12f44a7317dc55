"""What must hold between units, leases, service pools and the keys that divide cost over them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from transformatie.errors import Problem

if TYPE_CHECKING:
    from transformatie.input.checks import Reader

#: Where a key by name finds its weights among the fields of a unit.
FIELD_OF = {"meter": "meter", "woz": "woz", "deed": "deed_share"}
NEAR = 1.0  # m2


def unit_checks(read: Reader) -> Iterator[Problem]:
    """Every broken relation around units, pools and the all-in amount."""
    yield from _units(read)
    yield from _keys(read)
    yield from _pools(read)
    yield from _covers(read)


def _units(read: Reader) -> Iterator[Problem]:
    units, lettable = read.items("units"), read.number("building", "lettable_floor_area")
    names = [read.raw("units", i, "name") for i in range(len(units))]
    leases = {
        read.raw("leases", i, "tenant"): read.number("leases", i, "area") or 0.0
        for i in range(len(read.items("leases")))
    }
    if units and len(leases) < len(read.items("leases")):
        yield read.problem(
            ("leases",),
            "met units: elke huurder één keer",
            "with units: each tenant once",
            ", ".join(map(str, leases)),
        )
    total, let = 0.0, dict.fromkeys(leases, 0.0)
    for i, name in enumerate(names):
        area, tenant = read.number("units", i, "area") or 0.0, read.raw("units", i, "tenant")
        total += area
        if name in names[:i]:
            yield read.problem(("units", i, "name"), "elke eenheid één keer", "each unit once")
        if name == "landlord":
            yield read.problem(("units", i, "name"), "een andere naam", "another name")
        if tenant is not None and tenant not in leases:
            yield read.problem(("units", i, "tenant"), f"een huurder uit leases ({', '.join(map(str, leases))})",
                               f"a tenant of leases ({', '.join(map(str, leases))})")  # fmt: skip
        elif tenant is not None:
            let[tenant] += area
    if units and lettable and abs(total - lettable) > NEAR:
        yield read.problem(("units",), f"samen het verhuurbaar oppervlak ({lettable:g})", f"together the lettable area ({lettable:g})", f"{total:g} m2")  # fmt: skip
    for tenant, area in let.items() if units else ():
        if abs(area - leases[tenant]) > NEAR:
            yield read.problem(("units",), f"voor {tenant} samen de oppervlakte van het contract ({leases[tenant]:g})",
                               f"for {tenant} together the area of the lease ({leases[tenant]:g})", f"{area:g} m2")  # fmt: skip


def _keys(read: Reader) -> Iterator[Problem]:
    """A key counts every unit or none: a sum without some of them overcharges the others."""
    units = read.items("units")
    for field in FIELD_OF.values():
        held = [i for i in range(len(units)) if read.raw("units", i, field) is not None]
        if held and len(held) < len(units):
            yield read.problem(("units",), f"{field} voor elke eenheid, of voor geen", f"{field} for every unit, or for none",
                               f"{len(held)} / {len(units)}")  # fmt: skip


def _pools(read: Reader) -> Iterator[Problem]:
    units = read.items("units")
    names = {read.raw("units", i, "name") for i in range(len(units))}
    pools = read.items("services", "pools")
    seen = [read.raw("services", "pools", i, "name") for i in range(len(pools))]
    for i in range(len(pools)):
        if seen[i] in seen[:i]:
            yield read.problem(("services", "pools", i, "name"), "elke pool één keer", "each pool once")
        for which in ("key", "key_full_use"):
            key = read.raw("services", "pools", i, which)
            path = ("services", "pools", i, which)
            if (
                isinstance(key, str)
                and key in FIELD_OF
                and (not units or read.raw("units", 0, FIELD_OF[key]) is None)
            ):
                yield read.problem(
                    path, f"{FIELD_OF[key]} bij de eenheden (units)", f"{FIELD_OF[key]} with the units"
                )
            if isinstance(key, dict):
                if set(key) - names:
                    yield read.problem(path, f"eenheden uit units ({', '.join(sorted(map(str, names)))})",
                                       f"units of the file ({', '.join(sorted(map(str, names)))})")  # fmt: skip
                weights = [v for v in key.values() if isinstance(v, int | float)]
                if not sum(weights) > 0:
                    yield read.problem(path, "een som boven nul", "a sum above nothing")
    given = [k for k in ("let_service_per_m2", "vacant_service_per_m2") if read.raw("costs", k) is not None]
    if pools and given:
        yield read.problem(("services", "pools"), "de pools, of een bedrag per m2; niet beide", "the pools, or an amount per m2; not both", ", ".join(given))  # fmt: skip
    if pools and read.raw("costs", "all_in_vacant_per_m2") is not None:
        yield read.problem(("costs", "all_in_vacant_per_m2"), "één bedrag voor leegstand, of de regels apart; niet beide",
                           "one figure for vacancy or its lines; not both", "services.pools")  # fmt: skip


def _covers(read: Reader) -> Iterator[Problem]:
    covers = {
        "maintenance": ("maintenance_per_m2",),
        "services": ("vacant_service_per_m2",),
        "insurance": ("insurance_per_year",),
    }
    named = read.items("costs", "vve_covers")
    if named and read.raw("costs", "vve_per_year") is None:
        yield read.problem(
            ("costs", "vve_covers"),
            "ook de bijdrage zelf (vve_per_year)",
            "also the contribution itself (vve_per_year)",
        )
    for line in named:
        for key in covers.get(line, ()):
            if read.raw("costs", key) is not None:
                yield read.problem(("costs", key), "de bijdrage aan de VvE, of deze regel; niet beide",
                                   "the contribution to the owners' association, or this line; not both")  # fmt: skip
