"""Kan het, for many buildings: the bands of the gate of every option, from columns, the same as `gates.kan` for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transformatie.criteria import Edition
from transformatie.dated import Array, Law
from transformatie.errors import LawError
from transformatie.formulas.built import Plates, dwellings_built
from transformatie.formulas.dwellings import floor_rules
from transformatie.formulas.fit import fit_band, fit_score, veto_state
from transformatie.formulas.rent_points import LABELS
from transformatie.input.building import Building
from transformatie.kan.fits import ASKED_SIZE, list_of
from transformatie.kan.fitting import BANDS, DAYS_A_YEAR, weights_of
from transformatie.options import options
from transformatie.portfolio.stock import Stock


@dataclass(frozen=True)
class Bands:
    """A gate for every building of a group: band (N,) words, and the share of the highest score, low and high, NaN where none."""

    band: Array
    low: Array
    high: Array


def kan_bands(stock: Stock, plates: Plates, first: Building, law: Law, names: tuple[str, ...]) -> Bands:
    """The gate of an option and what follows it, `names`: the worst of both, the option's own where they are alike.

    first: any building of the group: which edition of the meter judges it.
    """
    found = [
        _one(list_of(name, first, law), facts(stock, plates, law), law, stock)
        for name in dict.fromkeys(names)
    ]
    band, low, high = found[0]
    for other in found[1:]:
        worse = other[0] < band
        band, low, high = (np.where(worse, b, a) for a, b in zip((band, low, high), other, strict=True))
    return Bands(np.array(BANDS)[band.astype(int)], low, high)


def _one(
    listed: Edition | None, known: dict[str, Array], law: Law, stock: Stock
) -> tuple[Array, Array, Array]:
    """Band as a number (0 red), and low and high, of one list."""
    n, on = stock.n, stock.day
    if listed is None:
        return np.full(n, 2), np.full(n, np.nan), np.full(n, np.nan)
    favourable = listed.favourable({}, known, n)
    weight, veto = weights_of(listed, law, on, None)
    score = fit_score(favourable, weight)
    band = fit_band(
        veto_state(favourable, veto),
        score.low,
        score.highest,
        np.float64(law.value("fit.amber_below_share", on)),
    )
    return band, *_shares(listed, score.low, score.high, score.highest)


def _shares(listed: Edition, low: Array, high: Array, highest: Array) -> tuple[Array, Array]:
    """Ends of the interval as shares of the highest score, by the steps a single building takes."""
    if listed.score_counts == "favourable":
        return low / highest, high / highest
    return (highest - (highest - low)) / highest, (highest - (highest - high)) / highest


def facts(stock: Stock, plates: Plates, law: Law) -> dict[str, Array]:
    """What the columns say of the facts criteria lean on, (N,), NaN where a row is silent."""
    if "facts" in stock._cache:
        found: dict[str, Array] = stock._cache["facts"]
        return found
    b, on = stock.number, stock.day
    height, built = b("building.floor_height"), b("building.built")
    renovated: Array = np.where(np.isnan(b("building.renovated")), built, b("building.renovated"))
    today = float(np.datetime64(on, "D").astype(int))
    asbestos = np.select(
        [stock.is_("building.asbestos", w) for w in ("none", "removed", "present")], [0.0, 0.0, 1.0], np.nan
    )
    label = np.full(stock.n, np.nan)
    for i, name in enumerate(LABELS):
        label = np.where(stock.is_("building.energy_label", name), float(i), label)
    out = {
        "free_height": height,
        "floor_to_floor": height + float(law.value("programme.floor_build_up", on)),
        "depth": b("building.floor_depth"),
        "facade_module": b("building.facade_module"),
        "years_since_built": on.year - built,
        "years_since_renovated": on.year - renovated,
        "years_vacant": (today - b("building.vacant_since")) / DAYS_A_YEAR,
        "occupied_share": _occupied(stock) / b("building.lettable_floor_area"),
        "net_to_gross": b("building.lettable_floor_area") / b("building.gross_floor_area"),
        "asbestos": asbestos,
        "monument": b("building.monument"),
        "leasehold": _leasehold(stock),
        "plan_permits": np.where(b("building.housing_allowed") == 1.0, 1.0, np.nan),
        "label": label,
        "parking_per_100m2": b("building.parking_places") / b("building.lettable_floor_area") * 100,
        "office_use_allowed": _office_allowed(stock, label, law),
    }
    out |= _built(stock, plates, law)
    stock._cache["facts"] = out
    return out


def _leasehold(stock: Stock) -> Array:
    """Whether the land is another's, (N,): a row that fills any column of the leasehold."""
    told = [c for c in stock.rows.columns if c.startswith("building.leasehold.")]
    if not told:
        return np.zeros(stock.n)
    held = stock.rows.select(pl.any_horizontal([pl.col(c).is_not_null() for c in told])).to_series()
    return held.to_numpy().astype(float)


def _occupied(stock: Stock) -> Array:
    """Area let on the assessment date, its last day included."""
    now = stock.leases.filter((stock.leases["start"] <= stock.day) & (stock.leases["end"] >= stock.day))
    return stock._summed(now, "area")


def _office_allowed(stock: Stock, label: Array, law: Law) -> Array:
    """Whether the label allows use as an office: 1 yes, 0 no, NaN where that hangs on what is not known."""
    try:
        worst = float(law.value("building_code.office_label_worst", stock.day))
        from_area = float(law.value("building_code.office_label_from_area", stock.day))
    except LawError:
        return np.ones(stock.n)
    free = (stock.number("building.monument") == 1.0) | (
        stock.number("building.lettable_floor_area") <= from_area
    )
    none = stock.is_("building.energy_label", "none")
    told = np.where(none, 0.0, np.where(np.isnan(label), np.nan, (label <= worst).astype(float)))
    return np.where(free, 1.0, told)


def _built(stock: Stock, plates: Plates, law: Law) -> dict[str, Array]:
    """Dwellings of the size the meter asks after, on the floors of each building; NaN where no geometry is known."""
    known = ~np.isnan(plates.depth).all(axis=0)
    ratio = float(options().by_name["convert_let"].numbers["usable_ratio"].values[-1].central)
    one = np.ones((1, stock.n))
    gross = stock.number("building.gross_floor_area")
    built = dwellings_built(plates, one, one * ASKED_SIZE, gross, np.full(stock.n, ratio), floor_rules(law))
    values = {
        "possible_units": built.dwellings,
        "daylight_share": built.daylight_share,
        "walk_to_stairs": built.walk_to_stairs,
    }
    return {n: np.where(known, v, np.nan) for n, v in values.items()}
