"""What must hold between fields of an input file: order of dates, parts within wholes, what goes with what.

These run on the raw values, so that they speak even when another field is wrong; a value that cannot be read
is left to the model to name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from transformatie.errors import Problem
from transformatie.input.checks_fit import fit_checks, floor_checks, programme_checks
from transformatie.input.checks_numbers import figure_checks, option_checks
from transformatie.input.checks_units import unit_checks
from transformatie.yaml_lines import Document, Path_, dotted


class Reader:
    """Reads raw values by path; what is absent or of another kind is None."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def raw(self, *path: str | int) -> Any:
        """The raw value at a path, or None."""
        value = self.document.values
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def number(self, *path: str | int) -> float | None:
        """A number, or None."""
        value = self.raw(*path)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def day(self, *path: str | int) -> date | None:
        """A date, or None."""
        try:
            return date.fromisoformat(str(self.raw(*path)))
        except ValueError:
            return None

    def items(self, *path: str | int) -> list[Any]:
        """A list, or an empty one."""
        value = self.raw(*path)
        return value if isinstance(value, list) else []

    def problem(self, path: Path_, nl: str, en: str, read: Any = None, near: str | None = None) -> Problem:
        """A problem at a path; what was read is the raw value unless named."""
        shown = self.raw(*path) if read is None else read
        return Problem(self.document.file, self.document.line(path), dotted(path), f"{shown}", nl, en, near)


def cross_checks(document: Document) -> list[Problem]:
    """Every broken relation between fields, in one list."""
    read = Reader(document)
    return [*_building(read), *_leases(read), *_owner(read), *_books(read), *_costs(read), *_assess(read),
            *fit_checks(read), *floor_checks(read), *programme_checks(read), *unit_checks(read), *_permit(read),
            *figure_checks(read), *option_checks(read)]  # fmt: skip


def _building(read: Reader) -> Iterator[Problem]:
    gross, lettable = (
        read.number("building", "gross_floor_area"),
        read.number("building", "lettable_floor_area"),
    )
    if gross and lettable and gross > 0 and lettable > gross:
        yield read.problem(
            ("building", "lettable_floor_area"),
            f"ten hoogste het bruto vloeroppervlak ({gross:g})",
            f"at most the gross floor area ({gross:g})",
        )
    built, renovated = read.number("building", "built"), read.number("building", "renovated")
    on = read.day("assess", "date")
    if built and renovated and renovated < built:
        yield read.problem(
            ("building", "renovated"),
            f"niet voor het bouwjaar ({built:g})",
            f"not before the year built ({built:g})",
        )
    if built and on and built > on.year:
        yield read.problem(
            ("building", "built"), f"niet na de peildatum ({on})", f"not after the assessment date ({on})"
        )
    since = read.day("building", "vacant_since")
    if since and on and since > on:
        yield read.problem(
            ("building", "vacant_since"),
            f"niet na de peildatum ({on})",
            f"not after the assessment date ({on})",
        )


def _leases(read: Reader) -> Iterator[Problem]:
    lettable, on = read.number("building", "lettable_floor_area"), read.day("assess", "date")
    let = 0.0
    for i in range(len(read.items("leases"))):
        start, end, early = (read.day("leases", i, k) for k in ("start", "end", "break"))
        area = read.number("leases", i, "area") or 0.0
        if start and end and end <= start:
            yield read.problem(("leases", i, "end"), f"na het begin ({start})", f"after the start ({start})")
        if early and start and end and not start <= early <= end:
            yield read.problem(
                ("leases", i, "break"), f"van {start} tot en met {end}", f"from {start} to {end}"
            )
        if lettable and lettable > 0 and area > lettable:
            yield read.problem(
                ("leases", i, "area"),
                f"ten hoogste het verhuurbaar oppervlak ({lettable:g})",
                f"at most the lettable area ({lettable:g})",
            )
        elif on and start and end and start <= on < end:
            let += area
    if lettable and lettable > 0 and let > lettable * (1 + 1e-9):
        yield read.problem(
            ("leases",),
            f"samen ten hoogste het verhuurbaar oppervlak ({lettable:g})",
            f"together at most the lettable area ({lettable:g})",
            f"{let:g} m2",
        )
    building = read.raw("building")
    named = isinstance(building, dict) and building.get("vacant_since", on) is None
    if on and lettable and let < lettable * (1 - 1e-9) and named:
        yield read.problem(
            ("building", "vacant_since"),
            f"een datum, want {lettable - let:g} m2 is niet verhuurd",
            f"a date, for {lettable - let:g} m2 is not let",
        )


def _owner(read: Reader) -> Iterator[Problem]:
    if read.raw("owner", "kind") == "ib" and read.number("owner", "marginal_rate") is None:
        yield read.problem(
            ("owner", "marginal_rate"),
            "een tarief, want de eigenaar is ondernemer (ib)",
            "a rate, for the owner is an entrepreneur (ib)",
            "-",
        )
    on = read.day("assess", "date")
    for i in range(len(read.items("owner", "losses"))):
        year = read.number("owner", "losses", i, "year")
        if on and year is not None and year >= on.year:
            yield read.problem(
                ("owner", "losses", i, "year"), f"een jaar voor {on.year}", f"a year before {on.year}"
            )
    rates = read.items("owner", "discount_rate")
    pairs = [(r.get("basis"), r.get("level")) for r in rates if isinstance(r, dict)]
    if rates and ("after_tax", "asset") not in pairs:
        yield read.problem(
            ("owner", "discount_rate"),
            "ook een voet met basis: after_tax en level: asset",
            "also a rate with basis: after_tax and level: asset",
            pairs,
        )
    for i, pair in enumerate(pairs):
        if pair in pairs[:i]:
            yield read.problem(("owner", "discount_rate", i), "elke soort één keer", "each kind once", pair)
        if pair == ("pre_tax", "equity"):
            yield read.problem(
                ("owner", "discount_rate", i),
                "eigen vermogen alleen met basis: after_tax",
                "equity only with basis: after_tax",
                pair,
            )


def _books(read: Reader) -> Iterator[Problem]:
    cost, land, on = read.number("books", "cost"), read.number("books", "land"), read.day("assess", "date")
    if cost is not None and land is not None and land > cost:
        yield read.problem(
            ("books", "land"), f"ten hoogste de kostprijs ({cost:g})", f"at most the cost ({cost:g})"
        )
    acquired, used = read.day("books", "acquired"), read.number("books", "deducted_vat", "first_use")
    if acquired and on and acquired > on:
        yield read.problem(
            ("books", "acquired"), f"niet na de peildatum ({on})", f"not after the assessment date ({on})"
        )
    if used and on and used > on.year:
        yield read.problem(
            ("books", "deducted_vat", "first_use"),
            f"niet na de peildatum ({on})",
            f"not after the assessment date ({on})",
        )
    woz = read.raw("books", "woz")
    years = [int(y) for y in woz if str(y).isdigit()] if isinstance(woz, dict) else []
    leased = read.number("building", "leasehold", "land_woz")
    decided = [y for y in years if not on or y <= on.year]
    latest = read.number("books", "woz", str(max(decided))) if decided else None
    if leased is not None and latest is not None and leased > latest:
        yield read.problem(
            ("building", "leasehold", "land_woz"),
            f"ten hoogste de WOZ-waarde ({latest:g})",
            f"at most the WOZ value ({latest:g})",
        )
    if years and on and min(years) > on.year:
        yield read.problem(
            ("books", "woz"),
            f"ook een waarde voor {on.year} of eerder",
            f"also a value for {on.year} or before",
            min(years),
        )


def _costs(read: Reader) -> Iterator[Problem]:
    lines = [
        k
        for k in (
            "vacant_service_per_m2",
            "security_per_year",
            "insurance_per_year",
            "standby_energy_per_year",
            "treatment_per_year",
            "vve_per_year",
            "area_fund_per_year",
        )
        if read.raw("costs", k) is not None
    ]
    if read.raw("costs", "all_in_vacant_per_m2") is not None and lines:
        yield read.problem(
            ("costs", "all_in_vacant_per_m2"),
            "één bedrag voor leegstand, of de regels apart; niet beide",
            "one figure for vacancy or its lines; not both",
            ", ".join(lines),
        )


def _permit(read: Reader) -> Iterator[Problem]:
    if read.raw("permit", "council_advice_before") is not None and not read.raw("permit", "council_list"):
        yield read.problem(
            ("permit", "council_advice_before"),
            "alleen met council_list: true",
            "only with council_list: true",
        )
    if read.raw("permit", "vacancy_bylaw") and read.raw("building", "vacant_since") is None:
        yield read.problem(
            ("permit", "vacancy_bylaw"),
            "alleen met een datum bij building.vacant_since",
            "only with a date at building.vacant_since",
        )


def _assess(read: Reader) -> Iterator[Problem]:
    on, application = read.day("assess", "date"), read.day("assess", "application_date")
    if on and application and application < on:
        yield read.problem(
            ("assess", "application_date"),
            f"niet voor de peildatum ({on})",
            f"not before the assessment date ({on})",
        )
