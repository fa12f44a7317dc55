"""A realistic random stock of offices, for tests and benchmarks: the same number and seed give the same buildings.

Made in blocks, each from its own stream, so that a longer stock begins with a shorter one and memory stays flat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl
import yaml

from transformatie.dated import Array

BLOCK = 8192
ASSESSED = np.datetime64("2026-11-24")
YEAR = 2026


@cache
def shape() -> Mapping[str, Any]:
    """The distributions of the stock."""
    text = files("transformatie.portfolio").joinpath("sample.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found


def blocks(count: int, seed: int) -> Iterator[pl.DataFrame]:
    """The stock in blocks: a column for each field, and `leases` as a list."""
    for at in range(0, count, BLOCK):
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, at // BLOCK])))
        yield block(rng, BLOCK, at).head(min(BLOCK, count - at))


def block(rng: np.random.Generator, n: int, at: int) -> pl.DataFrame:
    """One block of buildings, numbered from `at`."""
    size = _size(rng, n)
    rent = _triangle(rng, n, shape()["rent_per_m2"])
    vacant, empty = _vacancy(rng, n)
    leases = _leases(rng, n, (size["building.lettable_floor_area"] * (1.0 - vacant)).round(0), rent)
    rate = _triangle(rng, n, shape()["yield"])
    value = size["building.lettable_floor_area"] * rent * (1.0 - 0.55 * vacant) * 0.8 / rate
    owner = _owners(rng, n, at)
    columns: dict[str, Any] = {
        "id": [f"K{at + i:07d}" for i in range(n)],
        "building.name": [f"Kantoor {at + i:07d}" for i in range(n)],
        "building.municipality": rng.choice(list(shape()["places"]), n, p=_shares(shape()["places"].values())),
        **size, **_condition(rng, n, size["building.built"]),
        "building.vacant_since": np.where(vacant > 0, ASSESSED - (empty * 365).astype("timedelta64[D]"), np.datetime64("NaT")),
        **owner, **_books(rng, n, value), **_market(rng, n, rent, rate, value),
        "assess.date": np.full(n, ASSESSED),
        "assess.horizon_years": np.full(n, 30),
    }  # fmt: skip
    frame = pl.DataFrame(columns)
    numbers = [c for c, k in frame.schema.items() if k == pl.Float64]
    whole = [f"{c}" for c in ("building.renovated", "building.parking_places")]
    frame = frame.with_columns(
        [pl.when(pl.col(c).is_nan()).then(None).otherwise(pl.col(c)).alias(c) for c in numbers]
    )
    frame = frame.with_columns([pl.col(c).cast(pl.Int64) for c in whole])
    return frame.with_columns(leases)


def _shares(values: Any) -> Array:
    found = np.array(list(values), float)
    return found / found.sum()


def _triangle(rng: np.random.Generator, n: int, ends: Mapping[str, float]) -> Array:
    return rng.triangular(ends["low"], ends["mid"], ends["high"], n)


def _between(rng: np.random.Generator, ends: Sequence[float], n: int) -> Array:
    return rng.uniform(ends[0], ends[1], n)


def _some(rng: np.random.Generator, values: Array, share: float) -> Array:
    """The values, for a share of the buildings; nothing (NaN) for the rest."""
    return np.where(rng.random(len(values)) < share, values, np.nan)


def _size(rng: np.random.Generator, n: int) -> dict[str, Array]:
    s, periods = shape()["size"], shape()["built"]
    gross = np.clip(
        s["median_m2"] * np.exp(s["log_spread"] * rng.standard_normal(n)), s["least"], s["most"]
    ).round(-1)
    which = rng.choice(len(periods), n, p=_shares(p["share"] for p in periods))
    start, end = (np.array([p[k] for p in periods])[which] for k in ("from", "to"))
    built = (start + np.floor(rng.random(n) * (end - start + 1))).astype(int)
    share = rng.uniform(shape()["lettable_share"]["least"], shape()["lettable_share"]["most"], n)
    depth = rng.uniform(11.0, 22.0, n).round(1)
    storeys = np.clip(np.round(gross / 900.0 * rng.uniform(0.6, 1.6, n)), 2, 30).astype(int)
    return {
        "building.built": built, "building.gross_floor_area": gross, "building.lettable_floor_area": (gross * share).round(0),
        "building.site_area": _some(rng, (gross / storeys * rng.uniform(1.2, 3.0, n)).round(0), 0.8),
        "building.storeys": storeys, "building.floor_depth": depth, "building.floor_height": rng.uniform(2.4, 3.6, n).round(2),
        "building.facade_module": rng.choice([1.8, 3.6, 5.4], n),
        "building.parking_places": _some(rng, np.round(gross / 100.0 * rng.uniform(0.3, 1.8, n)), 0.85),
    }  # fmt: skip


def _condition(rng: np.random.Generator, n: int, built: Array) -> dict[str, Array]:
    labels, asbestos, monument = shape()["labels"], shape()["asbestos_share"], shape()["monument_share"]
    old, new = (rng.choice(labels["names"], n, p=_shares(labels[k])) for k in ("old", "new"))
    renovated = np.where(
        (rng.random(n) < shape()["renovated_share"]) & (built < 2005),
        built + 15 + np.floor(rng.random(n) * 12),
        np.nan,
    )
    renovated = np.where(renovated < YEAR, renovated, np.nan)
    draw = rng.random(n)
    steps = np.cumsum([asbestos[k] for k in ("suspected", "present", "removed")])
    word = np.select(
        [draw < steps[0], draw < steps[1], draw < steps[2]], ["suspected", "present", "removed"], "none"
    )
    return {
        "building.renovated": renovated,
        "building.energy_label": np.where((built < 1992) & np.isnan(renovated), old, new),
        "building.monument": np.where(built < 1945, rng.random(n) < monument["old"], False),
        "building.asbestos": np.where(built < 1994, word, "none"),
        "building.housing_allowed": rng.random(n) < shape()["housing_allowed_share"],
    }


def _vacancy(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    """The vacant share of each building, and how long that has stood empty."""
    v = shape()["vacancy"]
    draw = rng.random(n)
    part = rng.beta(1.4, 2.2, n).clip(0.05, 0.95)
    share = np.select([draw < v["all_let"], draw > 1.0 - v["wholly_empty"]], [0.0, 1.0], part)
    return share, rng.exponential(v["years_mean"], n).clip(0.02, 20.0)


def _leases(rng: np.random.Generator, n: int, area: Array, rent: Array) -> pl.Series:
    """Up to a few leases that fill the let area to the metre."""
    s = shape()["leases"]
    number = np.where(
        area > 50, 1 + np.floor(rng.random(n) * np.minimum(s["most"], np.maximum(area / 400.0, 1.0))), 0
    ).astype(int)
    weights = rng.uniform(0.3, 1.0, (n, s["most"])) * (np.arange(s["most"]) < number[:, None])
    parts = (area[:, None] * weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)).round(0)
    parts[:, 0] = area - parts[:, 1:].sum(axis=1)  # to the metre, whatever the rounding
    starts = ASSESSED - rng.integers(30, 2200, (n, s["most"])).astype("timedelta64[D]")
    ends = ASSESSED + rng.integers(60, s["years"][1] * 365, (n, s["most"])).astype("timedelta64[D]")
    rents = (rent[:, None] * np.exp(s["rent_spread"] * rng.standard_normal((n, s["most"])))).round(2)
    chance, known = rng.random((n, s["most"])).round(2), rng.random((n, s["most"])) < s["renewal_known"]
    free = np.where(rng.random((n, s["most"])) < s["rent_free_share"], rng.integers(1, 9, (n, s["most"])), 0)
    building, slot = np.nonzero(np.arange(s["most"]) < number[:, None])
    long = pl.DataFrame({
        "at": building, "tenant": [f"Huurder {i + 1}" for i in slot], "area": parts[building, slot], "rent_per_m2": rents[building, slot],
        "start": starts[building, slot], "end": ends[building, slot],
        "renewal_chance": np.where(known, chance, np.nan)[building, slot], "rent_free_months": free[building, slot].astype(float),
    }).with_columns(pl.col("renewal_chance").fill_nan(None), pl.col("start", "end").cast(pl.Date))  # fmt: skip
    fields = [c for c in long.columns if c != "at"]
    lists = long.group_by("at", maintain_order=True).agg(pl.struct(fields).alias("leases"))
    return pl.DataFrame({"at": np.arange(n)}).join(lists, on="at", how="left", maintain_order="left")[
        "leases"
    ]


def _owners(rng: np.random.Generator, n: int, at: int) -> dict[str, Array]:
    """Owners of one or more buildings; all their buildings share what the owner is."""
    o, r = shape()["owners"], shape()["rates"]
    m = max(int(n / o["buildings_mean"]), 1)
    which = rng.integers(0, m, n)
    kinds = rng.choice(list(o["kinds"]), m, p=_shares(o["kinds"].values()))
    after = _between(rng, r["after_tax"], m).round(4)
    profit = np.where(rng.random(m) < 0.6, (rng.exponential(o["other_profit_m"], m) * 1e6).round(-3), np.nan)
    loss = np.where(
        (rng.random(m) < o["loss_share"]) & np.isin(kinds, ["bv", "association"]),
        (rng.exponential(0.3, m) * 1e6 + 1e3).round(-3),
        np.nan,
    )
    deadline = np.where(
        rng.random(m) < 0.4,
        ASSESSED + rng.integers(500, 2000, m).astype("timedelta64[D]"),
        np.datetime64("NaT"),
    )
    per_owner = {
        "owner.kind": kinds,
        "owner.marginal_rate": np.where(kinds == "ib", 0.495, np.nan),
        f"owner.other_profit.{YEAR}": profit,
        f"owner.losses.{YEAR - 2}": loss,
        "owner.discount_rate.after_tax.asset": after,
        "owner.discount_rate.pre_tax.asset": _some(rng, after + r["pre_tax_above"], r["pre_tax_given"]),
        "owner.discount_rate.after_tax.equity": _some(rng, after + r["equity_above"], r["equity_given"]),
        "owner.deadline": deadline,
    }
    return {
        "owner.id": np.array([f"E{at // BLOCK:03d}-{i:05d}" for i in which]),
        **{k: v[which] for k, v in per_owner.items()},
    }


def _books(rng: np.random.Generator, n: int, value: Array) -> dict[str, Array]:
    b = shape()["books"]
    cost = (value * _between(rng, b["paid_over_value"], n)).round(-3).clip(20_000)
    land = (cost * _between(rng, b["land_share"], n)).round(-3)
    structure = ((cost - land) * _between(rng, b["structure_left"], n)).round(-2)
    woz = (value * rng.uniform(0.85, 1.15, n)).round(-3).clip(20_000)
    return {
        "books.use": np.where(rng.random(n) < b["own_use_share"], "own", "let"),
        "books.cost": cost, "books.land": land, "books.fiscal_structure": structure, "books.fiscal_land": land,
        "books.commercial": _some(rng, ((structure + land) * rng.uniform(0.8, 1.3, n)).round(-3), b["commercial_given"]),
        "books.commercial_basis": np.where(rng.random(n) < b["fair_value_share"], "fair_value", "cost"),
        f"books.woz.{YEAR - 1}": _some(rng, (woz * rng.uniform(0.93, 1.05, n)).round(-3), 0.7), f"books.woz.{YEAR}": woz,
    }  # fmt: skip


def _market(rng: np.random.Generator, n: int, rent: Array, rate: Array, value: Array) -> dict[str, Any]:
    appraised = _some(rng, (value * rng.uniform(0.9, 1.1, n)).round(-4), shape()["books"]["appraisal_given"])
    told = rng.random(n) < 0.8
    return {
        "market.office_rent.value": np.where(told, rent.round(2), np.nan),
        "market.office_rent.basis": [("headline" if t else None) for t in told],
        "market.office_yield.value": np.where(told, rate.round(4), np.nan),
        "market.office_yield.kind": [("NAR" if t else None) for t in told],
        "market.office_yield.basis": [("von" if t else None) for t in told],
        "market.appraisal": appraised,
    }
