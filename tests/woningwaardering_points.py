"""Count the points of dwellings with the package woningwaardering, in a process of its own.

Run as a script: dwellings as JSON on stdin, points as JSON on stdout. Importing the package changes the decimal
context, the warning filters, the excepthook and TZ, so nothing else may be in this process.
"""

from __future__ import annotations

import json
import sys
import warnings
from datetime import date
from typing import Any


def unit(number: int, d: dict[str, Any]) -> dict[str, Any]:
    """One dwelling as a VERA unit. `rooms`: [detail kind, area, heated]; the first room holds the kitchen."""
    code = {"living": "WOO", "bedroom": "SLA", "bathroom": "BAD", "storage": "BER", "balcony": "BAL"}
    rooms: list[dict[str, Any]] = []
    for i, (kind, area, heated) in enumerate(d["rooms"]):
        soort = {"storage": "OVR", "balcony": "BTR"}.get(kind, "VTK")
        rooms.append(
            {
                "id": f"r{i}",
                "soort": {"code": soort},
                "detailSoort": {"code": code[kind]},
                "naam": f"{kind} {i}",
                "oppervlakte": area,
                "verwarmd": heated,
                "installaties": [{"code": c} for c in d["fixtures"]] if kind == "bathroom" else [],
                "bouwkundigeElementen": [
                    {"id": "a", "naam": "Aanrecht", "detailSoort": {"code": "AAN"}, "lengte": d["worktop_mm"]}
                ]
                if i == 0 and d["worktop_mm"]
                else [],
            }
        )
    label = d["energy_label"]
    return {
        "id": str(number),
        "bouwjaar": d["build_year"],
        "panden": [{"soort": {"code": "EGW" if d["dwelling_type"] == "house" else "MGW"}}],
        "ruimten": rooms,
        "monumenten": [],
        "energieprestaties": [
            {
                "soort": {"code": "NTA"},
                "status": {"code": "DEF"},
                "begindatum": "2026-01-01",
                "einddatum": "2036-01-01",
                "label": {
                    "code": label.replace("++++", "P4")
                    .replace("+++", "P3")
                    .replace("++", "PP")
                    .replace("+", "P")
                },
            }
        ]
        if label
        else [],
        "wozEenheden": [{"waardepeildatum": "2025-01-01", "vastgesteldeWaarde": d["woz"]}]
        if d["woz"]
        else [],
        "beginBouwdatum": d.get("works_started"),
        "inExploitatiedatum": d.get("first_use"),
    }


def main() -> None:
    """Read, count, write."""
    dwellings = json.load(sys.stdin)
    from loguru import logger

    logger.remove()
    from woningwaardering.stelsels.zelfstandige_woonruimten.zelfstandige_woonruimten import (
        ZelfstandigeWoonruimten,
    )
    from woningwaardering.vera.bvg.generated import EenhedenEenheid

    warnings.simplefilter("ignore")
    scheme = ZelfstandigeWoonruimten(peildatum=date(2026, 7, 1))
    out = []
    for number, d in enumerate(dwellings):
        result = scheme.waardeer(EenhedenEenheid.model_validate(unit(number, d)))
        out.append([result.punten, result.maximale_huur_inclusief_opslag])
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main()
