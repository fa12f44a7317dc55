"""The units a table may use, each with the smallest and the largest value that is not a slip of the pen."""

from __future__ import annotations

#: Unit → smallest and largest value that is not a slip of the pen.
UNITS: dict[str, tuple[float, float]] = {
    "share": (-1, 1), "ratio": (-10, 10), "share/yr": (-1, 2), "permille": (0, 1000), "points": (-1e3, 1e4),
    "EUR": (-1e12, 1e12), "EUR/yr": (-1e10, 1e10), "EUR/month": (-1e8, 1e8), "EUR/day": (0, 1e6),
    "EUR/m2": (0, 1e5), "EUR/m2/yr": (0, 1e4), "EUR/m2/month": (0, 1e3), "EUR/point": (0, 1e6),
    "EUR/dwelling": (0, 1e7), "EUR/place": (0, 1e6), "EUR/unit/month": (0, 1e5), "EUR/unit": (0, 1e7), "EUR/ownership": (0, 1e5),
    "m2": (0, 1e7), "m2/dwelling": (1, 1e4), "m2/m2": (0, 100), "m": (0, 1e5), "number": (-1e9, 1e9), "number/dwelling": (0, 100),
    "yr": (0, 1000), "month": (-1200, 1200), "week": (0, 520), "day": (-4000, 40000), "year": (1800, 2200),
    "EUR/m3": (0, 1e3), "kgCO2e/m2": (-1e4, 1e5), "kgCO2e/m2/yr": (0, 1e4), "kWh/m2/yr": (0, 1e4), "index": (0, 1e6), "points/m2": (0, 100),
    "flag": (0, 1), "form": (0, 0), "log month": (-10, 10), "dB": (0, 200), "storeys": (0, 200),
}  # fmt: skip
#: What a rent or a price is measured in where an owner gives it for a whole dwelling, by its `per`.
OF_A_DWELLING = {"dwelling": "EUR/dwelling", "dwelling_month": "EUR/unit/month"}
