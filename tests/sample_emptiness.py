"""A made-up study of emptiness for tests of the report: amounts add up, nothing is computed by the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

from transformatie.parts import Words
from transformatie.result import Vacancy
from transformatie.vacancy.result import (
    Basis,
    CostLine,
    Emptiness,
    Foregone,
    Later,
    OptionBill,
    Share,
    Sunk,
    SunkYear,
    TreasuryShare,
    UnitBill,
    YearAhead,
    YearBill,
)

CODES = ("L07", "L08", "L01", "L06", "L11", "L10", "L12", "L09")


def emptiness(bill: Vacancy, names: tuple[tuple[str, Words], ...], ten_years: tuple[float, ...]) -> Emptiness:
    """The study that fits the sample's bill: one empty unit, ten years ahead, four behind."""
    unit = Words(nl="Leegstaand deel", en="Empty part")
    parties = tuple(Share(name=b.name, label=b.label, amount=b.amount) for b in bill.bearers)
    year_bill = YearBill(
        option="hold", option_label=Words(nl="Aanhouden", en="Hold"), year=bill.year,
        lines=tuple(_line(code, line, unit) for code, line in zip(CODES, bill.lines, strict=True)),
        total=bill.total, carried=bill.carried, extra=bill.extra, empty=2600.0, per_m2=bill.total / 2600, bearers=parties,
        units=(UnitBill(name="vacant", label=unit, area=2600.0, empty=2600.0, amount=bill.total, carried=bill.carried, extra=bill.extra,
                        bearers=parties),),
        foregone=(Foregone(name="rent_foregone", label=Words(nl="Gemiste huur", en="Rent foregone"), amount=338_000.0, losers=parties[:1]),),
        later=Later(amount=0.0, present_value=0.0, last_year=None), below=None, softening=None,
    )  # fmt: skip
    return Emptiness(
        bill=year_bill, ahead=tuple(_ahead(bill, n) for n in range(10)), sunk=_sunk(),
        options=tuple(_option(name, label, ten) for (name, label), ten in zip(names, ten_years, strict=True)),
        treasury=TreasuryShare(why="profit", cents=25.8, first_year=2027, last_year=2033, ends_in=2034), settlement=None,
    )  # fmt: skip


def _line(code: str, line: Any, unit: Words) -> CostLine:
    basis = Basis(
        name=line.name,
        label=line.label,
        value=12.5,
        unit="EUR/m2/yr",
        source="raming",
        confidence="assumption",
    )
    return CostLine(
        name=line.name, code=code, label=line.label, key="area", amount=line.amount, carried=line.carried, extra=line.extra,
        per_m2=line.amount / 2600, bearers=tuple(Share(name=b.name, label=b.label, amount=b.amount) for b in line.bearers),
        units=(Share(name="vacant", label=unit, amount=line.amount),), basis=(basis,),
    )  # fmt: skip


def _ahead(bill: Vacancy, n: int) -> YearAhead:
    total = bill.total * 0.94**n
    return YearAhead(
        year=bill.year + n, total=total, carried=total * 0.3, extra=total * 0.7, owner=total * 0.742, treasury=total * 0.258,
        empty=2600 * 0.94**n, if_empty=bill.total * 1.02**n, rent_if_empty=338_000 * 1.02**n, still_empty=0.9**n,
    )  # fmt: skip


def _option(name: str, label: Words, ten: float) -> OptionBill:
    fees, user = (-180_000.0, 42_000.0) if name == "temporary" else (0.0, 0.0)
    return OptionBill(
        name=name, label=label, total=ten, carried=ten * 0.3, extra=ten * 0.7, fees=fees, ozb_user=user, owner=ten * 0.742,
        treasury=ten * 0.258, last_year=2036,
    )  # fmt: skip


def _sunk() -> Sunk:
    total, years = 0.0, []
    for year, days, amount in ((2022, 306, 180_000.0), (2023, 365, 204_000.0), (2024, 366, 208_500.5)):
        total += amount
        years.append(
            SunkYear(year=year, days=days, woz=4_250_000.0, woz_given=year > 2022, total=amount, carried=amount / 4, extra=amount * 3 / 4, cumulative=total)
        )  # fmt: skip
    lines = (Share(name="services", label=Words(nl="Servicekosten", en="Services"), amount=total),)
    return Sunk(
        since=date(2022, 3, 1), until=date(2024, 12, 31), area=2600.0, years=tuple(years), lines=lines, total=total,
        carried=total / 4, extra=total * 3 / 4, price_growth=0.022,
    )  # fmt: skip
