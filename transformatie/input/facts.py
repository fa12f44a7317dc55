"""What the input file says of building, owner, market and books, as numbers; what it leaves out as a declared assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from transformatie.dated import Label, Law, Range
from transformatie.input.book_facts import book_facts
from transformatie.input.building import Read
from transformatie.periods import DAYS_A_YEAR


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


@dataclass
class Notes:
    """The facts of one file, noted one by one."""

    read: Read
    found: dict[str, Value] = field(default_factory=dict)

    def put(self, name: str, value: float, unit: str, path: tuple[str | int, ...], nl: str, en: str) -> None:
        """Note what the file gives, with the place where it stands."""
        self._note(name, value, unit, self.read.source(path), nl, en, "given")

    def assume(self, name: str, value: float, unit: str, nl: str, en: str, why: str) -> None:
        """Note what the file leaves out, and why this value stands for it."""
        self._note(name, value, unit, why, nl, en, "assumption")

    def either(
        self,
        name: str,
        given: float | None,
        path: tuple[str | int, ...],
        unit: str,
        otherwise: float,
        why: str,
        nl: str,
        en: str,
    ) -> None:
        """Note what the file gives, or what is assumed where it gives nothing."""
        if given is None:
            self.assume(name, otherwise, unit, nl, en, why)
        else:
            self.put(name, given, unit, path, nl, en)

    def _note(
        self, name: str, value: float, unit: str, source: str, nl: str, en: str, confidence: str
    ) -> None:
        number = float(value)
        self.found[name] = Value(
            name, Label(nl=nl, en=en), unit, number, number, number, False, source, confidence
        )


def facts(read: Read, values: Mapping[str, Value], law: Law) -> dict[str, Value]:
    """All facts of a file by name. `values`: the settled figures some assumptions are made of."""
    notes = Notes(read)
    _building(notes, values)
    book_facts(
        read,
        float(law.value("stock.leasehold_land_share", read.building.assess.date)),
        notes.put,
        notes.assume,
    )
    _books(notes, values)
    _owner(notes)
    _market(notes)
    return notes.found


def _building(n: Notes, values: Mapping[str, Value]) -> None:
    """Areas, age, vacancy, parking, site, ground rent."""
    b, on, at = n.read.building.building, n.read.building.assess.date, "building"
    n.put(
        "gross_area",
        b.gross_floor_area,
        "m2",
        (at, "gross_floor_area"),
        "Bruto vloeroppervlak (BVO)",
        "Gross floor area (BVO)",
    )
    n.put(
        "lettable_area",
        b.lettable_floor_area,
        "m2",
        (at, "lettable_floor_area"),
        "Verhuurbaar oppervlak (VVO)",
        "Lettable area (VVO)",
    )
    n.put("built", b.built, "year", (at, "built"), "Bouwjaar", "Year built")
    renewed = "renovated" if b.renovated else "built"
    n.put("renewed", b.renovated or b.built, "year", (at, renewed), "Laatst vernieuwd", "Last renewed")
    vacant_years = (on - b.vacant_since).days / DAYS_A_YEAR if b.vacant_since else 0.0
    n.put("vacant_years", vacant_years, "yr", (at, "vacant_since"), "Jaren leeg", "Years vacant")
    n.either(
        "parking_places",
        b.parking_places,
        (at, "parking_places"),
        "number",
        0,
        "not given: none assumed",
        "Parkeerplaatsen",
        "Parking places",
    )
    site = b.gross_floor_area / values["floor_ratio"].mid
    n.either(
        "site_area",
        b.site_area,
        (at, "site_area"),
        "m2",
        site,
        "gross area / floor_ratio",
        "Terrein",
        "Site area",
    )
    n.put(
        "canon",
        b.leasehold.canon if b.leasehold else 0.0,
        "EUR/yr",
        (at, "leasehold"),
        "Erfpachtcanon",
        "Ground rent",
    )


def _books(n: Notes, values: Mapping[str, Value]) -> None:
    """Historic cost, book values, residual and WOZ value."""
    books, on = n.read.building.books, n.read.building.assess.date
    for name, nl, en in (
        ("cost", "Historische kostprijs", "Historic cost"),
        ("land", "waarvan grond", "of which land"),
        ("fiscal_structure", "Fiscale boekwaarde opstal", "Fiscal book value, structure"),
        ("fiscal_land", "Fiscale boekwaarde grond", "Fiscal book value, land"),
    ):
        n.put(name, getattr(books, name), "EUR", ("books", name), nl, en)
    fiscal = books.fiscal_structure + books.fiscal_land
    n.either("commercial", books.commercial, ("books", "commercial"), "EUR", fiscal, "not given: fiscal book value",
             "Commerciële boekwaarde", "Commercial book value")  # fmt: skip
    residual = values["residual_share"].mid * (books.cost - books.land)
    n.either("residual", books.residual, ("books", "residual"), "EUR", residual, "residual_share × (cost − land)",
             "Restwaarde opstal", "Residual value of the structure")  # fmt: skip
    year = max((y for y in books.woz if y <= on.year), default=min(books.woz))
    at = ("books", "woz", str(year))
    n.put("woz", books.woz[year], "EUR", at, f"WOZ-waarde {year}", f"WOZ value {year}")
    n.put("woz_year", year, "year", at, "Jaar van de WOZ-waarde", "Year of the WOZ value")


def _owner(n: Notes) -> None:
    """Appraisal, marginal rate and discount rates."""
    owner, appraisal = n.read.building.owner, n.read.building.market.appraisal
    mid = appraisal.mid if isinstance(appraisal, Range) else appraisal
    n.put("appraisal", mid or 0.0, "EUR", ("market", "appraisal"), "Taxatie (k.k.)", "Appraisal (k.k.)")
    n.put(
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
            n.put(
                name,
                rate,
                "share/yr",
                ("owner", "discount_rate"),
                f"Disconteringsvoet {nl}",
                f"Discount rate, {en}",
            )


def _market(n: Notes) -> None:
    """The measure and the basis of each price, as flags."""
    market = n.read.building.market
    rent, office, dwelling, price, housing = (
        market.office_rent, market.office_yield, market.housing_rent, market.housing_price, market.housing_yield
    )  # fmt: skip
    flags = {
        "office_rent_effective": bool(rent and rent.basis == "effective"),
        "office_rent_per_bvo": bool(rent and rent.per == "m2_bvo_year"),
        "office_yield_gross": bool(office and office.kind == "BAR"),
        "office_yield_von": not office or office.basis == "von",
        "housing_rent_per_dwelling": bool(dwelling and dwelling.per == "dwelling_month"),
        "housing_price_per_dwelling": bool(price and price.per == "dwelling"),
        "housing_price_von": not price or price.basis == "von",
        "housing_yield_gross": bool(housing and housing.kind == "BAR"),
        "housing_yield_von": not housing or housing.basis == "von",
    }
    for name, flag in flags.items():
        n.put(name, float(flag), "flag", ("market",), name, name)


def lease_lines(read: Read) -> tuple[Mapping[str, float], ...]:
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
