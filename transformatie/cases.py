"""Cases: what one run appraises, as vectors `(N,)`. One building is one case; draws and portfolios are more cases.

`resolve` settles every figure of one building: the owner's own, else the table's, with its source. From that,
`central` makes the one case that `explain` explains, and `drawn` makes cases in which every uncertain figure
takes a value of its own range.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

import numpy as np

from transformatie.book_facts import book_facts
from transformatie.building import Read
from transformatie.dated import Array, Label, Law, Parameter, Range
from transformatie.formulas.rent_points import LABELS, NO_LABEL
from transformatie.options import Options
from transformatie.own_costs import own_costs
from transformatie.parameters import LOCAL, SPECS, Spec
from transformatie.periods import DAYS_A_YEAR, NEVER
from transformatie.plates import mix_of, plates_of
from transformatie.sampling import Streams
from transformatie.trail import leaf

#: How far P10 lies on the way from the bound to the median of a half triangle: the square root of 2 × 0.1.
P10_DEPTH = np.sqrt(0.2)
#: Widening of ranges by confidence; stated in the report.
WIDER: Mapping[str, float] = {
    "verified": 1.0,
    "secondary": 1.0,
    "derived": 1.0,
    "memory": 1.15,
    "assumption": 1.25,
    "given": 1.0,
}
#: Figures that cannot be negative unless they are growth or a shift.
SIGNED = ("growth", "cpi", "shift")


@dataclass(frozen=True)
class Value:
    """One settled figure: its range, where it came from, and whether the owner gave it."""

    name: str
    label: Label
    unit: str
    low: float
    mid: float
    high: float
    bounds: bool
    source: str
    confidence: Any  # a Confidence, or "given"
    group: str = ""
    world: bool = False

    @property
    def given(self) -> bool:
        """Whether the input file gave it."""
        return bool(self.confidence == "given")

    @property
    def uncertain(self) -> bool:
        """Whether low and high differ."""
        return self.high > self.low


@dataclass(frozen=True)
class Resolved:
    """One building with every figure settled."""

    read: Read
    values: Mapping[str, Value]
    facts: Mapping[str, Value]
    leases: tuple[Mapping[str, float], ...]
    hindsight: tuple[str, ...] = ()


def resolve(read: Read, law: Law, options: Options) -> Resolved:
    """Settle every figure of a building on its assessment date.

    `law` holds the market tables too. A table value published after the assessment date is used all the same and
    named in `hindsight`. Errors: LawError when no table holds a value.
    """
    on = read.building.assess.date
    hindsight: list[str] = []
    values = {spec.name: _value(read, spec, law, on, hindsight) for spec in SPECS}
    values |= {
        name: v
        for name in LOCAL
        if not values[name].given and (v := _local(read, values[name], law, on)) is not None
    }
    values |= {n.name: Value(n.name, Label(nl=n.nl, en=n.en), n.unit, n.spread.low, n.spread.mid, n.spread.high, n.spread.bounds, n.source,
                             n.confidence, "own") for n in own_costs(read, law)}  # fmt: skip
    for name, kind in (("place", read.building.market.place or "mixed"), ("quality", read.building.building.quality or "ordinary")):
        odds = law.tables.parameters[f"reletting.{name}_{kind}"]
        values[f"relet_{name}"] = _from_table(f"relet_{name}", odds, on, law, hindsight, None)
    for option in options.by_name.values():
        for key, number in option.numbers.items():
            own = read.building.options.get(option.name, {}).get(key)
            name = f"{option.name}.{key}"
            source = read.source(("options", option.name, key))
            values[name] = (
                _from_owner(own, name, number, source)
                if own is not None
                else _from_number(name, number, on, law, hindsight)
            )
    return Resolved(read, values, _facts(read, values, law), _leases(read), tuple(dict.fromkeys(hindsight)))


def _value(read: Read, spec: Spec, law: Law, on: date, hindsight: list[str]) -> Value:
    parameter = law.tables.parameters[spec.table]
    own: Any = read.document.values
    for part in spec.path:
        own = own.get(part) if isinstance(own, dict) else None
    if spec.path and own is not None:
        found = _from_owner(own, spec.name, parameter, read.source(spec.path), spec)
        return replace(found, unit=_measure(read, spec, found.unit))
    return _from_table(spec.name, parameter, on, law, hindsight, spec)


def _measure(read: Read, spec: Spec, unit: str) -> str:
    """The unit of a figure of the market: the table's, unless the owner gives it for a whole dwelling."""
    beside = read.document.values.get("market", {}).get(spec.path[1]) if spec.path[0] == "market" else None
    per = beside.get("per") if isinstance(beside, dict) else None
    return {"dwelling": "EUR/dwelling", "dwelling_month": "EUR/unit/month"}.get(per or "", unit)


def _local(read: Read, general: Value, law: Law, on: date) -> Value | None:
    """The municipality's own rate: of the year itself as its table says, of an earlier year carried forward and said so."""
    table, part = LOCAL[general.name]
    name = f"{table}.{slug(read.building.building.municipality)}_{part}"
    parameter = law.tables.parameters.get(name)
    before = [e for e in parameter.values if e.from_ <= on] if parameter else []
    if parameter is None or not before:
        return None
    entry, rate = before[-1], float(cast(float, before[-1].central))
    carried = entry.from_.year != on.year
    source = f"{law.source_line(entry)} ({entry.from_.year})"
    return replace(
        general,
        low=rate,
        mid=rate,
        high=rate,
        source=source,
        confidence="derived" if carried else entry.confidence,
    )


def slug(place: str) -> str:
    """A place name as the tables spell it.

    >>> slug("Horst aan de Maas"), slug("'s-Hertogenbosch")
    ('horst_aan_de_maas', 's_hertogenbosch')
    """
    words = "".join(
        ch if ch.isalnum() else " "
        for ch in unicodedata.normalize("NFKD", place.lower())
        if not unicodedata.combining(ch)
    )
    return "_".join(words.split())


def _from_owner(own: Any, name: str, parameter: Parameter, source: str, spec: Spec | None = None) -> Value:
    """The owner's own figure, a number or a range; a label by its letter."""
    if isinstance(own, str) and name.endswith("label_after"):
        own = NO_LABEL if own == "none" else LABELS.index(own)
    spread = Range.model_validate(own) if isinstance(own, dict) else Range(low=own, mid=own, high=own)
    return Value(
        name,
        parameter.label,
        parameter.unit,
        spread.low,
        spread.mid,
        spread.high,
        spread.bounds,
        source,
        "given",
        spec.group if spec else "own",
        spec.world if spec else False,
    )


def _from_number(name: str, number: Parameter, on: date, law: Law, hindsight: list[str]) -> Value:
    return _from_table(name, number, on, law, hindsight, None)


def _from_table(
    name: str, parameter: Parameter, on: date, law: Law, hindsight: list[str], spec: Spec | None
) -> Value:
    """The table's entry of the assessment date; its first entry where the date lies before it."""
    before = [e for e in parameter.values if e.from_ <= on]
    entry = before[-1] if before else parameter.values[0]
    if entry.known > on or not before:
        hindsight.append(name)
    low, mid, high = (entry.low, entry.mid, entry.high) if entry.mid is not None else (entry.value,) * 3
    return Value(
        name,
        parameter.label,
        parameter.unit,
        float(cast(float, low)),
        float(cast(float, mid)),
        float(cast(float, high)),
        entry.bounds,
        law.source_line(entry),
        entry.confidence,
        spec.group if spec else "",
        spec.world if spec else False,
    )


def _given(
    name: str, value: float, unit: str, source: str, nl: str, en: str, confidence: str = "given"
) -> Value:
    return Value(name, Label(nl=nl, en=en), unit, value, value, value, False, source, confidence)


def _facts(read: Read, values: Mapping[str, Value], law: Law) -> dict[str, Value]:
    """What the file says of building, books and owner, as numbers; what it leaves out as a declared assumption."""
    b, books, owner, on = (
        read.building.building,
        read.building.books,
        read.building.owner,
        read.building.assess.date,
    )
    out: dict[str, Value] = {}

    def put(name: str, value: float, unit: str, path: tuple[str | int, ...], nl: str, en: str) -> None:
        out[name] = _given(name, float(value), unit, read.source(path), nl, en)

    def assume(name: str, value: float, unit: str, nl: str, en: str, why: str) -> None:
        out[name] = _given(name, float(value), unit, why, nl, en, "assumption")

    put(
        "gross_area",
        b.gross_floor_area,
        "m2",
        ("building", "gross_floor_area"),
        "Bruto vloeroppervlak (BVO)",
        "Gross floor area (BVO)",
    )
    put(
        "lettable_area",
        b.lettable_floor_area,
        "m2",
        ("building", "lettable_floor_area"),
        "Verhuurbaar oppervlak (VVO)",
        "Lettable area (VVO)",
    )
    put("built", b.built, "year", ("building", "built"), "Bouwjaar", "Year built")
    put(
        "renewed",
        b.renovated or b.built,
        "year",
        ("building", "renovated" if b.renovated else "built"),
        "Laatst vernieuwd",
        "Last renewed",
    )
    vacant_years = (on - b.vacant_since).days / DAYS_A_YEAR if b.vacant_since else 0.0
    put("vacant_years", vacant_years, "yr", ("building", "vacant_since"), "Jaren leeg", "Years vacant")
    if b.parking_places is None:
        assume("parking_places", 0, "number", "Parkeerplaatsen", "Parking places", "not given: none assumed")
    else:
        put(
            "parking_places",
            b.parking_places,
            "number",
            ("building", "parking_places"),
            "Parkeerplaatsen",
            "Parking places",
        )
    if b.site_area is None:
        assume(
            "site_area",
            b.gross_floor_area / values["floor_ratio"].mid,
            "m2",
            "Terrein",
            "Site area",
            "gross area / floor_ratio",
        )
    else:
        put("site_area", b.site_area, "m2", ("building", "site_area"), "Terrein", "Site area")
    canon = b.leasehold.canon if b.leasehold else 0.0
    put("canon", canon, "EUR/yr", ("building", "leasehold"), "Erfpachtcanon", "Ground rent")
    book_facts(read, float(law.value("stock.leasehold_land_share", on)), put, assume)
    for name, nl, en in (
        ("cost", "Historische kostprijs", "Historic cost"),
        ("land", "waarvan grond", "of which land"),
        ("fiscal_structure", "Fiscale boekwaarde opstal", "Fiscal book value, structure"),
        ("fiscal_land", "Fiscale boekwaarde grond", "Fiscal book value, land"),
    ):
        put(name, getattr(books, name), "EUR", ("books", name), nl, en)
    if books.commercial is None:
        assume(
            "commercial",
            books.fiscal_structure + books.fiscal_land,
            "EUR",
            "Commerciële boekwaarde",
            "Commercial book value",
            "not given: fiscal book value",
        )
    else:
        put(
            "commercial",
            books.commercial,
            "EUR",
            ("books", "commercial"),
            "Commerciële boekwaarde",
            "Commercial book value",
        )
    if books.residual is None:
        assume(
            "residual",
            values["residual_share"].mid * (books.cost - books.land),
            "EUR",
            "Restwaarde opstal",
            "Residual value of the structure",
            "residual_share × (cost − land)",
        )
    else:
        put(
            "residual",
            books.residual,
            "EUR",
            ("books", "residual"),
            "Restwaarde opstal",
            "Residual value of the structure",
        )
    year = max((y for y in books.woz if y <= on.year), default=min(books.woz))
    put("woz", books.woz[year], "EUR", ("books", "woz", str(year)), f"WOZ-waarde {year}", f"WOZ value {year}")
    put(
        "woz_year",
        year,
        "year",
        ("books", "woz", str(year)),
        "Jaar van de WOZ-waarde",
        "Year of the WOZ value",
    )
    appraisal = read.building.market.appraisal
    mid = appraisal.mid if isinstance(appraisal, Range) else appraisal
    put("appraisal", mid or 0.0, "EUR", ("market", "appraisal"), "Taxatie (k.k.)", "Appraisal (k.k.)")
    put(
        "marginal_rate",
        owner.marginal_rate or 0.0,
        "share",
        ("owner", "marginal_rate"),
        "Marginaal tarief",
        "Marginal rate",
    )
    for basis, level, name, nl, en in (
        ("after_tax", "asset", "rate_after_tax", "na belasting", "after tax"),
        ("pre_tax", "asset", "rate_pre_tax", "vóór belasting", "before tax"),
        ("after_tax", "equity", "rate_equity", "eigen vermogen, na belasting", "equity, after tax"),
    ):
        rate = owner.rate(basis, level)
        if rate is not None:
            put(
                name,
                rate,
                "share/yr",
                ("owner", "discount_rate"),
                f"Disconteringsvoet {nl}",
                f"Discount rate, {en}",
            )
    market = read.building.market
    flags = {
        "office_rent_effective": bool(market.office_rent and market.office_rent.basis == "effective"),
        "office_rent_per_bvo": bool(market.office_rent and market.office_rent.per == "m2_bvo_year"),
        "office_yield_gross": bool(market.office_yield and market.office_yield.kind == "BAR"),
        "office_yield_von": not market.office_yield or market.office_yield.basis == "von",
        "housing_rent_per_dwelling": bool(
            market.housing_rent and market.housing_rent.per == "dwelling_month"
        ),
        "housing_price_per_dwelling": bool(market.housing_price and market.housing_price.per == "dwelling"),
        "housing_price_von": not market.housing_price or market.housing_price.basis == "von",
        "housing_yield_gross": bool(market.housing_yield and market.housing_yield.kind == "BAR"),
        "housing_yield_von": not market.housing_yield or market.housing_yield.basis == "von",
    }
    for name, flag in flags.items():
        out[name] = _given(name, float(flag), "flag", read.source(("market",)), name, name)
    return out


def _leases(read: Read) -> tuple[Mapping[str, float], ...]:
    """Leases that run or start after the assessment date, in days since it."""
    on = read.building.assess.date
    out = []
    for lease in read.building.leases:
        end = lease.break_ if lease.break_ and lease.break_ > on else lease.end
        if end <= on:
            continue
        start = (lease.start - on).days
        out.append({
            "area": lease.area, "rent": lease.rent_per_m2, "start": float(start), "until": float((end - on).days),
            "pays_from": start + lease.rent_free_months * DAYS_A_YEAR / 12,
            "stays": -1.0 if lease.renewal_chance is None else lease.renewal_chance,
        })  # fmt: skip
    return tuple(out)


@dataclass(frozen=True)
class Cases:
    """Vectors of settled figures. Attribute access by name; leases are (K, N), other_profit and losses by year."""

    n: int
    arrays: Mapping[str, Array]
    lease: Mapping[str, Array]
    other_profit: Array
    losses: Array
    loss_years: tuple[int, ...]
    index: Array = field(default_factory=lambda: np.zeros(0, int))
    plates: Any = None  # the kinds of storey, `formulas.built.Plates`, (P, N)
    mix: Any = None  # the types of dwelling, `formulas.built.Mix`, (K, N)

    def __getattr__(self, name: str) -> Array:
        try:
            return self.arrays[name]
        except KeyError:
            raise AttributeError(f"no case figure is called {name}") from None

    def of(self, name: str) -> Array:
        """The figure with this name, options' numbers included (`convert_let.works_per_m2`)."""
        return self.arrays[name]

    def has(self, name: str) -> bool:
        """Whether the cases hold a figure of this name."""
        return name in self.arrays


def central(resolved: Resolved, years: Array) -> Cases:
    """The one case of mid values, each wrapped as a leaf with its source."""
    return _cases([resolved], [{name: np.array([v.mid]) for name, v in resolved.values.items()}], years)


def drawn(
    resolved: Resolved, years: Array, draws: int, seed: int, at: int = 0, streams: Streams | None = None
) -> Cases:
    """Cases in which every uncertain figure takes a value of its own range: `draws` of them, from number `at` on."""
    quantiles = streams or Streams(seed, resolved.read.identity, draws, at)
    values = {}
    for name, v in resolved.values.items():
        values[name] = (
            quantile(v, quantiles.uniform(stream_of(name), v.group, v.world))
            if v.uncertain
            else np.full(draws, v.mid)
        )
    return _cases([resolved], [values], years)


def stream_of(name: str) -> str:
    """The stream a figure draws from: options that ask the same (`works_per_m2`) share it, for they share the world.

    >>> stream_of("convert_let.works_per_m2"), stream_of("cpi")
    ('option works_per_m2', 'cpi')
    """
    return f"option {name.partition('.')[2]}" if "." in name else name


def varied(resolved: Resolved, years: Array, n: int, moved: Mapping[str, Array]) -> Cases:
    """Central cases of one building but for the figures in `moved`, (N,) each: for levers and grid points."""
    return _cases([resolved], [{m: np.full(n, v.mid) for m, v in resolved.values.items()} | dict(moved)], years)


def stacked(many: Sequence[Resolved], years: Array) -> Cases:
    """The central cases of many buildings side by side."""
    return _cases(many, [{name: np.array([v.mid]) for name, v in r.values.items()} for r in many], years)


def _cases(many: Sequence[Resolved], values: Sequence[Mapping[str, Array]], years: Array) -> Cases:
    sizes = [len(next(iter(v.values()))) for v in values]
    n = sum(sizes)
    first = many[0]
    arrays = {}
    for name, v in {**first.values, **first.facts}.items():
        pieces = [
            own[name] if name in own else np.full(size, r.facts[name].mid)
            for r, own, size in zip(many, values, sizes, strict=True)
        ]
        arrays[name] = leaf(
            np.concatenate(pieces), name, "input" if v.given else "market", v.source, v.unit, v.confidence
        )
    k = max((len(r.leases) for r in many), default=0)
    lease = {}
    for key, empty in (
        ("area", 0.0),
        ("rent", 0.0),
        ("start", -NEVER),
        ("until", 0.0),
        ("pays_from", 0.0),
        ("stays", 0.0),
    ):
        rows = [
            np.concatenate(
                [
                    np.full(size, r.leases[i][key] if i < len(r.leases) else empty)
                    for r, size in zip(many, sizes, strict=True)
                ]
            )
            for i in range(k)
        ]
        array = np.array(rows).reshape(k, n)
        if key == "stays":
            array = np.where(array < 0, arrays["renewal_chance"], array)
        lease[key] = leaf(array, f"leases.{key}", "input", first.read.source(("leases",)))
    profit = np.concatenate(
        [np.repeat(_other_profit(r, years)[:, None], s, axis=1) for r, s in zip(many, sizes, strict=True)],
        axis=1,
    )
    loss_years = tuple(sorted({loss.year for r in many for loss in r.read.building.owner.losses}))
    losses = np.concatenate(
        [np.repeat(_losses(r, loss_years)[:, None], s, axis=1) for r, s in zip(many, sizes, strict=True)],
        axis=1,
    )
    owner = first.read.source(("owner", "other_profit"))
    return Cases(
        n,
        arrays,
        lease,
        leaf(profit, "other_profit", "input", owner, "EUR/yr"),
        leaf(losses, "losses", "input", first.read.source(("owner", "losses")), "EUR"),
        loss_years,
        plates=plates_of([r.read.building for r in many], sizes, first.read.source),
        mix=mix_of([r.read.building for r in many], sizes, first.read.source),
    )


def _other_profit(resolved: Resolved, years: Array) -> Array:
    """The owner's other profit by year: a year not named has that of the year named before it, else nothing."""
    named = resolved.read.building.owner.other_profit or {}
    out, last = [], 0.0
    for year in years:
        last = named.get(int(year), last)
        out.append(last)
    return np.array(out, float)


def _losses(resolved: Resolved, loss_years: tuple[int, ...]) -> Array:
    own = {loss.year: loss.amount for loss in resolved.read.building.owner.losses}
    return np.array([own.get(year, 0.0) for year in loss_years], float)


def quantile(value: Value, u: Array) -> Array:
    """The figure at quantile `u` of its range: half a triangle on each side of the median, on the logarithm where all is
    above nothing.

    low and high are P10 and P90, or the bounds where the table says so; confidence widens the range (`WIDER`).
    """
    logs = value.low > 0 and not any(word in value.name for word in SIGNED)
    low, mid, high = (
        (np.log(v) for v in (value.low, value.mid, value.high))
        if logs
        else (value.low, value.mid, value.high)
    )
    depth, wider = (0.0, 1.0) if value.bounds else (P10_DEPTH, WIDER[value.confidence])
    down, up = (side * wider / (1.0 - depth) for side in (mid - low, high - mid))
    lower = mid - down + down * np.sqrt(np.minimum(2.0 * u, 1.0))
    upper = mid + up - up * np.sqrt(np.minimum(2.0 * (1.0 - u), 1.0))
    out = np.where(u < 0.5, lower, upper)
    if logs:
        out = np.exp(out)
    elif not any(word in value.name for word in SIGNED):
        out = np.maximum(out, 0.0)
    return np.minimum(out, 1.0) if value.unit == "share" else out
