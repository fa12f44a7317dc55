"""The closed form of rent points equals the package woningwaardering, to the point, on 2,000 random dwellings.

The package runs in a process of its own; where it is not installed this file is skipped (`make test` installs it).
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from transformatie.dated import Law
from transformatie.formulas.maximum_rent import maximum_rent, rent_rules, rent_with_surcharge, surcharge_share
from transformatie.formulas.rent_points import LABELS, NO_LABEL, Dwelling, count_points, point_rules
from transformatie.law import law_tables

DAY = date(2026, 7, 1)
FIXTURES = {"DOU": 4.0, "BAD": 6.0, "BDO": 7.0, "STO": 2.0, "HTO": 2.75, "WAS": 1.0}

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("woningwaardering") is None, reason="extra not installed"
)


def random_dwelling(rng: np.random.Generator) -> dict[str, Any]:
    """A dwelling as both counts read it: rooms with areas to the hundredth, some without label, WOZ or outdoor space."""

    def area(low: float, high: float) -> float:
        return round(float(rng.uniform(low, high)), 2)

    def heated() -> bool:
        return bool(rng.random() < 0.9)

    rooms: list[tuple[str, float, bool]] = [("living", area(12, 60), heated())]
    rooms += [("bedroom", area(4, 25), heated()) for _ in range(rng.integers(0, 4))]
    rooms += [("bathroom", area(2, 9), heated())]
    rooms += [("storage", area(2, 14), False) for _ in range(rng.integers(0, 3))]
    rooms += [("balcony", area(0.5, 45), False) for _ in range(rng.integers(0, 3))]
    shower = str(rng.choice(["DOU", "BAD", "BDO"]))
    toilet = [str(rng.choice(["STO", "HTO"]))] if rng.random() < 0.9 else []
    return {
        "rooms": rooms,
        "fixtures": [shower, *toilet, *["WAS"] * int(rng.integers(0, 3))],
        "worktop_mm": int(rng.choice([0, 1000, 1500, 1999, 2000, 3500])),
        "energy_label": str(rng.choice(LABELS)) if rng.random() < 0.85 else None,
        "build_year": int(rng.integers(1900, 2027)),
        "dwelling_type": str(rng.choice(["apartment", "house"])),
        "woz": int(rng.integers(60, 900)) * 1000 + int(rng.integers(0, 1000))
        if rng.random() < 0.95
        else None,
        "works_started": str(rng.choice(["2025-11-03", "2027-12-31", "2028-01-01"])),
        "first_use": str(rng.choice(["2024-07-01", "2024-07-02", "2026-06-01"])),
    }


def counted(dwellings: list[dict[str, Any]]) -> Dwelling:
    """The same dwellings as arrays for the closed form."""

    def total(d: dict[str, Any], *kinds: str) -> float:
        return float(round(sum(a for kind, a, _ in d["rooms"] if kind in kinds), 2))

    def warm(d: dict[str, Any]) -> int:
        rooms = sum(
            1 for kind, _, heated in d["rooms"] if heated and kind in ("living", "bedroom", "bathroom")
        )
        open_kitchen = d["rooms"][0][2] and d["worktop_mm"] >= 1000
        return rooms + int(open_kitchen)

    def kitchen(d: dict[str, Any]) -> float:
        return 0.0 if d["worktop_mm"] < 1000 else 4.0 if d["worktop_mm"] < 2000 else 7.0

    def column(values: list[Any], kind: Any = float) -> Any:
        return np.array(values, dtype=kind)

    return Dwelling(
        area=column([total(d, "living", "bedroom", "bathroom") for d in dwellings]),
        other_area=column([total(d, "storage") for d in dwellings]),
        rooms_heated=column([warm(d) for d in dwellings]),
        label=column(
            [LABELS.index(d["energy_label"]) if d["energy_label"] else NO_LABEL for d in dwellings], int
        ),
        build_year=column([d["build_year"] for d in dwellings]),
        house=column([d["dwelling_type"] == "house" for d in dwellings], bool),
        outdoor_area=column([total(d, "balcony") for d in dwellings]),
        outdoor_private=column([True for _ in dwellings], bool),
        kitchen_points=column([kitchen(d) for d in dwellings]),
        bathroom_points=column([sum(FIXTURES[f] for f in d["fixtures"]) for d in dwellings]),
        woz=column([np.nan if d["woz"] is None else d["woz"] for d in dwellings]),
    )


@pytest.fixture(scope="module")
def sweep() -> tuple[list[dict[str, Any]], np.ndarray, np.ndarray]:
    """2,000 random dwellings, and what the package says of them: points, and rent with surcharge."""
    rng = np.random.default_rng(20260701)
    dwellings = [random_dwelling(rng) for _ in range(2_000)]
    script = Path(__file__).with_name("woningwaardering_points.py")
    ran = subprocess.run(
        [sys.executable, str(script)],
        input=json.dumps(dwellings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    theirs = np.array(json.loads(ran.stdout), dtype=float)
    return dwellings, theirs[:, 0], theirs[:, 1]


def test_points_equal_the_package(sweep: tuple[list[dict[str, Any]], np.ndarray, np.ndarray]) -> None:
    dwellings, points, _rent = sweep
    ours = count_points(counted(dwellings), point_rules(Law(law_tables(), DAY, DAY)))
    differ = [(dwellings[i], ours[i], points[i]) for i in np.flatnonzero(ours != points)]
    assert not differ, differ[:3]
    # The sweep reaches what it is meant to test: every segment, the share limit, the least of new dwellings.
    assert (points < 144).sum() > 100
    assert ((points >= 144) & (points <= 186)).sum() > 100
    assert (points == 186).sum() > 10
    assert (points >= 187).sum() > 100


def test_rent_equals_the_package(sweep: tuple[list[dict[str, Any]], np.ndarray, np.ndarray]) -> None:
    dwellings, points, rent = sweep
    rules = rent_rules(Law(law_tables(), DAY, DAY))
    first_use = np.array([d["first_use"] for d in dwellings], dtype="datetime64[D]")
    works = np.array([d["works_started"] for d in dwellings], dtype="datetime64[D]")
    share = surcharge_share(points, first_use, works, np.datetime64(DAY), *rules[2:])
    ours = rent_with_surcharge(maximum_rent(points, rules.table, rules.table_from), share)
    np.testing.assert_allclose(ours, rent, rtol=0, atol=1e-9)


def test_importing_the_package_would_change_this_process() -> None:
    """The reason for a process of its own: the import changes the decimal context and the excepthook."""
    probe = (
        "import decimal, sys; before = (decimal.getcontext().prec, sys.excepthook)\n"
        "import woningwaardering\n"
        "after = (decimal.getcontext().prec, sys.excepthook)\n"
        "sys.exit(0 if before[0] != after[0] and before[1] is not after[1] else 1)"
    )
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False).returncode == 0
    assert "woningwaardering" not in sys.modules
