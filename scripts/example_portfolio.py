"""Make examples/portfolio.xlsx: forty varied offices, made up, two of them broken on purpose.

    .venv/bin/python scripts/example_portfolio.py

It starts from the random stock and gives each building what that lacks: owners with several buildings, loans,
leasehold, ranges, own figures for cost and permit, each kind of owner, an own assessment date.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from transformatie.portfolio.check import PLAIN
from transformatie.portfolio.columns import column, of_list
from transformatie.portfolio.headers import heading, lease_heading
from transformatie.portfolio.sample import block
from transformatie.portfolio.write import SHEETS, sheet

TO = Path(__file__).parent.parent / "examples" / "portfolio.xlsx"
SEED, COUNT = 20261124, 40
NAMES = (
    "Merwedestaete", "De Zuidpoort", "Rijnzicht", "Stationsplein 4", "Kennedylaan", "De Hoge Veste", "Parkzicht", "Waterlinie", "De Molen",
    "Oostpoort", "Beurskwartier", "De Ring", "Havengebouw", "Vliettoren", "Plantagehof", "De Bascule", "Noordertoren", "Westerpark",
    "De Driehoek", "Kanaalzicht", "Bastion", "De Griffie", "Lage Bergweg", "Centrumgebouw", "De Hofstede", "Spoorzicht", "Amstelborgh",
    "De Wissel", "Papendorp", "Campus Zuid", "De Zeeg", "Vestingwal", "De Linde", "Coolhaven", "Delftse Poort", "De Kroon", "Plaspoelpolder",
    "Eemhof", "De Hoven", "Kantoor zonder cijfers",
)  # fmt: skip
OWNERS: dict[str, dict[str, Any]] = {
    "merwede-bv": {
        "owner.kind": "bv",
        "owner.other_profit.2026": 350_000.0,
        "owner.other_profit.2030": 250_000.0,
    },
    "rijnland-vastgoed": {"owner.kind": "bv", "owner.losses.2024": 420_000.0},
    "hoge-veste-nv": {"owner.kind": "bv", "owner.other_profit.2026": 1_200_000.0, "owner.fiscal_unity": True},
    "losse-bvs": {"owner.kind": "bv", "owner.other_profit.2026": 80_000.0, "owner.fiscal_unity": False},
    "familie-de-wit": {"owner.kind": "ib", "owner.marginal_rate": 0.495},
    "erven-jansen": {"owner.kind": "box3"},
    "stichting-wonen": {"owner.kind": "association", "owner.other_profit.2026": 2_000_000.0},
    "pensioenfonds": {"owner.kind": "exempt"},
    "kantorenfonds": {"owner.kind": "fbi"},
}
SIZES = (9, 6, 7, 3, 4, 2, 3, 4, 2)


def rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The buildings and their leases."""
    import numpy as np

    stock = block(np.random.Generator(np.random.PCG64(SEED)), 400, 0)
    stock = stock.filter(pl.col("building.gross_floor_area").is_between(900, 30_000)).head(COUNT)
    buildings = stock.drop(
        "leases", "owner.kind", "owner.marginal_rate", "owner.other_profit.2026", "owner.losses.2024"
    ).to_dicts()
    leases = []
    owners = [o for o, n in zip(OWNERS, SIZES, strict=True) for _ in range(n)]
    for i, (row, listed, owner) in enumerate(zip(buildings, stock["leases"].to_list(), owners, strict=True)):
        row |= {
            "id": f"G{i + 1:02d}",
            "building.name": NAMES[i],
            "building.address": f"Kantoorlaan {3 * i + 1}",
            "owner.id": owner,
            **OWNERS[owner],
        }
        leases += [{"id": row["id"], **lease} for lease in listed or []]
    vary(buildings)
    spoil(buildings)
    left = {r["id"] for r in buildings if r.pop("let", None) is False}
    leases = [lease for lease in leases if lease["id"] not in left]
    return buildings, leases


def vary(b: list[dict[str, Any]]) -> None:
    """What a random stock lacks."""
    for i in (0, 5, 12, 20):
        value = b[i]["books.fiscal_structure"] + b[i]["books.fiscal_land"]
        b[i] |= {"books.loans.1.balance": round(0.5 * value, -3), "books.loans.1.rate": 0.047, "books.loans.1.ends": date(2029, 6, 30),
                 "books.loans.1.ltv_covenant": 0.65, "books.loans.1.icr_covenant": 1.5}  # fmt: skip
    b[3] |= {"building.leasehold.owner": "Gemeente", "building.leasehold.canon": 25_000.0}
    b[7] |= {"building.monument": True, "building.built": 1928}
    b[9] |= {"owner.deadline": date(2029, 12, 31), "owner.loss_limit": 500_000.0}
    for i in (4, 6, 8, 10, 13, 15, 17, 19, 21, 24, 26, 29, 31, 36):
        obsolete(b[i], i)
    for i in (2, 11, 18, 25):
        rent = b[i]["market.office_rent.value"] or 130.0
        b[i] |= {"market.office_rent.value": rent, "market.office_rent.basis": "headline", "market.office_rent.value.low": round(rent * 0.88, 1),
                 "market.office_rent.value.high": round(rent * 1.12, 1)}  # fmt: skip
    b[14] |= {"costs.ozb_owner_rate": 0.0034, "costs.maintenance_per_m2": 14.0}
    b[16] |= {
        "options.convert_let.works_per_m2": 1500.0,
        "options.convert_let.works_per_m2.low": 1250.0,
        "options.convert_let.works_per_m2.high": 1900.0,
    }
    b[22] |= {"permit.consultation": False, "permit.start": "in_force"}
    b[27] |= {"assess.date": date(2026, 6, 1), "assess.application_date": date(2027, 1, 15)}
    b[30] |= {"assess.horizon_years": 20}
    b[33] |= {"market.housing_rent.value": 1450.0, "market.housing_rent.per": "dwelling_month"}
    b[35] |= {"building.bag_id": "0344100000012345"}


def obsolete(row: dict[str, Any], i: int) -> None:
    """An office that the market has left: old, long empty, cheap, its books still high."""
    row |= {
        "building.built": 1968 + i % 22, "building.renovated": None, "building.energy_label": ("D", "E", "F", "G")[i % 4], "building.monument": False,
        "building.floor_height": 2.7 + 0.05 * (i % 5), "building.floor_depth": 13.0 + i % 4, "building.storeys": 4 + i % 5, "building.asbestos": "removed",
        "building.vacant_since": date(2019 + i % 5, 3, 1), "market.office_rent.value": 70.0 + 2.5 * (i % 9), "market.office_rent.basis": "headline",
        "market.office_yield.value": 0.105 + 0.002 * (i % 6), "market.office_yield.kind": "NAR", "market.office_yield.basis": "von", "market.appraisal": None,
        "building.parking_places": int(row["building.gross_floor_area"] / 80), f"books.woz.{2026}": round(row["building.gross_floor_area"] * 420, -3),
        "books.woz.2025": None, "let": i % 3 == 0,
    }  # fmt: skip


def spoil(b: list[dict[str, Any]]) -> None:
    """Two buildings broken on purpose: each with mistakes of a kind people make."""
    b[23] |= {
        "building.built": "19x7",
        "building.lettable_floor_area": b[23]["building.gross_floor_area"] + 500.0,
        "building.energy_label": "H",
    }
    b[39] |= {
        "owner.kind": "ib",
        "owner.marginal_rate": None,
        "books.cost": None,
        "assess.date": "31-02-2026",
        "building.name": "=cmd()|'/c calc'!A1",
    }


def main() -> None:
    """Write the workbook."""
    buildings, leases = rows()
    plain = [n for n in PLAIN if any(n in r for r in buildings)]
    names = [*plain, *sorted({n for r in buildings for n in r} - set(plain))]
    fields = ["id", *of_list("leases")]
    book = xlsxwriter.Workbook(str(TO), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": date(2026, 11, 24), "title": "Made-up portfolio"})
    need = [n == "id" or bool((c := column(n)) and c.required) for n in names]
    sheet(
        book,
        SHEETS["nl"][0],
        [heading(n, "nl") for n in names],
        [[r.get(n) for n in names] for r in buildings],
        need,
    )
    sheet(
        book,
        SHEETS["nl"][1],
        [lease_heading(f, "nl") for f in fields],
        [[r.get(f) for f in fields] for r in leases],
        [f == "id" for f in fields],
    )
    book.close()


if __name__ == "__main__":
    main()
