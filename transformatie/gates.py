"""Kan het, mag het: the gates of an option. What is not yet modelled says so."""

from __future__ import annotations

from transformatie.building import Building
from transformatie.dated import Law
from transformatie.options.recipes import Plan
from transformatie.result import Gate, Words


def kan(plan: Plan, building: Building, law: Law) -> Gate:
    """Whether building and place allow it: vetoes that the file already answers; the full scan comes with `fit`."""
    b, on = building.building, building.assess.date
    if plan.does("demolish") and b.monument:
        return _red("het gebouw is een monument", "the building is a monument")
    if plan.does("convert"):
        least = float(law.value("building_code.ceiling_existing_dwelling", on))
        if b.floor_height is not None and b.floor_height < least:
            return _red(
                f"vrije hoogte {b.floor_height:g} m, ten minste {least:g} m",
                f"clear height {b.floor_height:g} m, at least {least:g} m",
            )
        missing = [
            n
            for n, v in (("floor_height", b.floor_height), ("monument", b.monument), ("asbestos", b.asbestos))
            if v is None
        ]
        if missing:
            names = ", ".join(missing)
            return Gate(
                band="amber",
                low=None,
                high=None,
                reason=Words(nl=f"onbekend: {names}", en=f"unknown: {names}"),
            )
    return Gate(
        band="green",
        low=None,
        high=None,
        reason=Words(nl="geen veto in wat bekend is", en="no veto in what is known"),
    )


def _red(nl: str, en: str) -> Gate:
    return Gate(band="red", low=0.0, high=0.0, reason=Words(nl=nl, en=en))
