"""Floors and types of dwelling of many buildings, side by side as arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.built import Mix, Plates
from transformatie.formulas.maximum_rent import SEGMENTS
from transformatie.input.building import Building
from transformatie.trail import leaf

NAN = float("nan")


def plate_rows(building: Building) -> list[dict[str, float]]:
    """The kinds of storey of one building: its floors, or one kind made of its storeys, depth and facade module."""
    b = building.building
    if building.floors:
        return [
            {
                "storeys": float(f.storeys),
                "converted": NAN if f.converted_storeys is None else float(f.converted_storeys),
                "area": f.area,
                "depth": f.depth or NAN,
                "module": f.facade_module or b.facade_module or NAN,
                "core": NAN if f.core_area is None else f.core_area,
                "corridor": float(f.access == "corridor"),
            }
            for f in building.floors
        ]
    storeys = float(b.storeys or 1)
    known = b.storeys is not None and b.floor_depth is not None
    return [
        {
            "storeys": storeys,
            "converted": NAN,
            "area": b.gross_floor_area / storeys,
            "depth": b.floor_depth if known and b.floor_depth else NAN,
            "module": b.facade_module or NAN,
            "core": NAN,
            "corridor": 1.0,
        }
    ]


def mix_rows(building: Building) -> list[dict[str, float]]:
    """The types of dwelling of one building: the owner's mix, or one type as the option says."""
    return [
        {
            "share": m.share,
            "area": m.area,
            "outdoor": NAN if m.outdoor_area is None else m.outdoor_area,
            "let_as": float(SEGMENTS.index(m.let_as)),
        }
        for m in building.programme.mix
    ] or [{"share": 1.0, "area": NAN, "outdoor": NAN, "let_as": float(SEGMENTS.index("free"))}]


def _padded(rows: Sequence[list[dict[str, float]]], sizes: Sequence[int], key: str, empty: float) -> Array:
    """One key of the rows of every building, (K, N); what a building lacks is `empty`."""
    most = max(len(r) for r in rows)
    columns = [[r[k][key] if k < len(r) else empty for r in rows] for k in range(most)]
    return np.repeat(np.array(columns, float), sizes, axis=1)


def _arrays(
    kind: Any, rows: Sequence[list[dict[str, float]]], sizes: Sequence[int], empty: dict[str, float], name: str, source: str
) -> Any:  # fmt: skip
    return kind(
        *(
            leaf(_padded(rows, sizes, key, empty[key]), f"{name}.{key}", "input", source)
            for key in kind._fields
        )
    )


def plates_of(
    buildings: Sequence[Building], sizes: Sequence[int], source: Callable[[tuple[str | int, ...]], str]
) -> Plates:
    """The kinds of storey of many buildings, (P, N)."""
    rows = [plate_rows(b) for b in buildings]
    empty = {
        "storeys": 0.0,
        "converted": 0.0,
        "area": 1.0,
        "depth": NAN,
        "module": NAN,
        "core": NAN,
        "corridor": 1.0,
    }
    where = source(("floors",)) if buildings[0].floors else source(("building",))
    out: Plates = _arrays(Plates, rows, sizes, empty, "floors", where)
    return out


def mix_of(
    buildings: Sequence[Building], sizes: Sequence[int], source: Callable[[tuple[str | int, ...]], str]
) -> Mix:
    """The types of dwelling of many buildings, (K, N)."""
    rows = [mix_rows(b) for b in buildings]
    empty = {"share": 0.0, "area": 50.0, "outdoor": 0.0, "let_as": 2.0}
    out: Mix = _arrays(Mix, rows, sizes, empty, "programme.mix", source(("programme", "mix")))
    return out


def is_partial(building: Building) -> bool:
    """Whether some storeys stay as they are when the rest is converted."""
    return any(f.converted_storeys is not None and f.converted_storeys < f.storeys for f in building.floors)
