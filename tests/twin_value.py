"""The value of one building that is held, or converted and let: plain Python, a period and a year at a time, slow and literal.

It makes its own time axis, price levels, rents, works, VAT, WOZ value, sale, books, losses, tax and present value,
and shares no code with the engine; the books are those of `twin_books`, the tax that of `twin_tax`. Taken as given, for
other tests hold them: the bill of carrying an empty building and the levies on dwellings (by period or year), the days
and sizes of a plan, and the part of the market rent that rent law allows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.twin_books import Twin, twin_books
from tests.twin_tax import Owner

VAT = [(date(2001, 1, 1), 0.19), (date(2012, 10, 1), 0.21)]
OFFICES = [(date(2010, 1, 1), 0.06), (date(2021, 1, 1), 0.08), (date(2023, 1, 1), 0.104)]
DWELLINGS = [(date(2010, 1, 1), 0.06), (date(2011, 6, 15), 0.02), (date(2021, 1, 1), 0.08), (date(2023, 1, 1), 0.104), (date(2026, 1, 1), 0.08)]  # fmt: skip
NEVER = 1e9
MONTH = 365.25 / 12
PARTS = ("installations", "lifts", "facade", "roof")


def in_force(table: Sequence[tuple[date, float]], on: date) -> float:
    """The last entry that has begun."""
    return [v for d, v in table if d <= on][-1]


@dataclass
class Period:
    """One period: days since the assessment, its calendar year, its length as a part of that year."""

    start: float
    end: float
    year: int
    part: float
    first_day: date

    @property
    def middle(self) -> float:
        """In days."""
        return (self.start + self.end) / 2

    def overlap(self, start: float, end: float) -> float:
        """The share of the period between two days."""
        return max(min(self.end, end) - max(self.start, start), 0.0) / (self.end - self.start)

    def holds(self, day: float) -> bool:
        """Whether the day lies in it; a day before the axis lies in the first."""
        return self.start <= max(day, 0.0) < self.end


def axis(first: date, horizon: int) -> list[Period]:
    """Months to the end of the fifth full year, then years."""
    out, at = [], first
    while at.year <= first.year + horizon:
        if at.year <= first.year + 5:
            then = date(at.year + (at.month == 12), at.month % 12 + 1, 1)
        else:
            then = date(at.year + 1, 1, 1)
        days = (date(at.year + 1, 1, 1) - date(at.year, 1, 1)).days
        out.append(Period((at - first).days, (then - first).days, at.year, (then - at).days / days, at))
        at = then
    return out


@dataclass
class Case:
    """What the twin is told of one building and one plan. v: settled figures; p: the plan; by period: carrying, rent_share."""

    first: date
    horizon: int
    kind: str
    v: Mapping[str, float]
    p: Mapping[str, float]
    leases: Sequence[Mapping[str, float]]
    profit: Sequence[float]
    losses: Sequence[tuple[int, float]]
    bands: Sequence[float]
    converts: bool
    carrying: Sequence[float]
    empty: Sequence[float]
    levy: Sequence[float]
    rent_share: Sequence[float]
    rent_share_without: Sequence[float]
    regulated: bool


@dataclass
class Answer:
    """What comes out, by calendar year, and the value."""

    value: float
    tax: list[float]
    closing: list[float]
    depreciation: list[float]
    result: list[float]
    woz: list[float]
    price: float


class OneBuilding:
    """One case, worked out from beginning to end."""

    def __init__(self, case: Case) -> None:
        self.c = case
        self.periods = axis(case.first, case.horizon)
        self.years = list(range(case.first.year, case.first.year + case.horizon + 1))
        self.until = (
            case.p["sold_on"] if not case.converts else min(case.p["office_until"], case.p["sold_on"])
        )

    def day(self, day: float) -> date:
        """A day of the axis as a date, rounded up."""
        return self.c.first + timedelta(days=min(math.ceil(day), 140_000))

    def index(self, name: str, day: float) -> float:
        """The price level of a day."""
        return float((1 + self.c.v[name]) ** (day / 365))

    # --- rents -----------------------------------------------------------------------------------------------

    def sitting(self, t: Period) -> float:
        """Rent of the tenants who are there, EUR a year."""
        rent = sum(le["area"] * le["rent"] * t.overlap(le["pays_from"], le["until"]) for le in self.c.leases)
        return rent * self.index("cpi", t.middle) * t.overlap(0, self.until)

    def still_empty(self, years: float) -> float:
        """The share of what fell empty that is still empty after some years."""
        chance, start = 1.0, 0.0
        for i, end in enumerate([*self.c.bands, math.inf]):
            spent = max(min(years, end) - start, 0.0)
            chance *= (1 - self.c.v[f"hazard_{i}"]) ** (spent * self.c.p["relet_multiplier"])
            start = end
        return chance

    def relet(self, t: Period) -> float:
        """Rent of what is let again, EUR a year."""
        v, p = self.c.v, self.c.p
        middle = t.middle - v["letting_delay"] * MONTH
        since = max(middle - p["relet_from"], 0.0) / 365
        found = 1 - self.still_empty(p["relet_years"] + since) / self.still_empty(p["relet_years"])
        area = v["vacant_area"] * found * t.overlap(p["relet_from"], 1e12)
        for le in self.c.leases:
            ends = max(le["until"], 0.0)
            free = max(ends, p["relet_from"])
            new = 1 - self.still_empty(max(middle - free, 0.0) / 365)
            stays = v["renewal_chance"] if le["stays"] < 0 else le["stays"]
            area += le["area"] * (stays * t.overlap(ends, 1e12) + (1 - stays) * new * t.overlap(free, 1e12))
        area *= (1 - v["friction_vacancy"]) * t.overlap(0, self.until)
        return area * v["market_rent"] * self.index("office_rent_growth", t.middle) * (1 - v["incentive"])

    def housing(self, i: int, t: Period) -> float:
        """Rent of the dwellings, EUR a year, filling up from the day they are ready."""
        v, p = self.c.v, self.c.p
        lets = p["ready"] + v["letting_delay"] * MONTH
        filled = min(max((t.middle - lets) / max(p["fill_days"], 1.0), 0.0), 1.0)
        share = self.c.rent_share[i] if self.c.regulated else 1.0
        rent = p["area"] * p["rent"] * self.index("housing_rent_growth", t.middle) * share
        return rent * (1 - p["vacancy_share"]) * filled * t.overlap(lets, 1e12)

    # --- spending --------------------------------------------------------------------------------------------

    def over(self, t: Period, amount: float, start: float, end: float) -> float:
        """An amount spent evenly between two days, at the price level of the period."""
        last = max(end, start + 1)
        days = (t.end - t.start) * t.overlap(start, last)
        return amount * days / (last - start) * self.index("works_growth", t.middle)

    def works(self, t: Period) -> tuple[float, float]:
        """(cost of the works alone, all that is capitalised) in a period."""
        v, p = self.c.v, self.c.p
        cost = p["works_area"] * p["works_per_m2"] * (1 + p["contingency"])
        building = self.over(t, cost, p["works_start"], p["works_end"])
        fees = self.over(t, cost * v["fees_share"], p["applied"], p["works_end"])
        cover = building * v["insurance_share"]
        studies = p["works_area"] * v["study_cost_per_m2"] if t.holds(p["applied"]) else 0.0
        fee = p["permit_fee"] if t.holds(p["applied"]) else 0.0
        places = max(p["dwellings"] * v["parking_norm"] - v["parking_places"], 0.0) * v["parking_cost"]
        parking = self.over(t, places, p["works_start"], p["works_end"])
        contribution = p["dwellings"] * v["contribution"] if t.holds(p["works_start"]) else 0.0
        taxed = building + fees + cover + studies + parking
        vat = taxed * in_force(VAT, t.first_day) * (1 - p["vat_recovered"])
        return building, building + fees + cover + studies + fee + parking + contribution + vat

    def replaced(self, i: int) -> float:
        """Replacement of parts in a period: what falls in its calendar year, by its share of that year's days."""
        v, t = self.c.v, self.periods[i]
        last = max(p.end for p in self.periods if p.year == t.year)
        whole = sum(p.part for p in self.periods if p.year == t.year)
        out = 0.0
        for part in PARTS:
            step = max(round(v[f"{part}_every_years"]), 1)
            due = v["renewed"] + step * max(math.ceil((self.years[0] - v["renewed"]) / step), 1)
            due = v[f"{part}_next"] or due
            if t.year >= due and (t.year - due) % step == 0 and t.year < self.day(self.until).year:
                out += v["gross_area"] * v[f"{part}_cost_per_m2"] * self.index("works_growth", last)
        return out * t.part / whole

    # --- sale ------------------------------------------------------------------------------------------------

    def let_price(self) -> float:
        """What an investor gives for the dwellings at the end, kosten koper."""
        v, p = self.c.v, self.c.p
        on = min(p["sold_on"], self.periods[-1].end)
        kk = in_force(DWELLINGS, self.day(min(on, self.periods[-1].end - 1))) + v["buyer_other_share"]
        gross = p["area"] * p["rent"] * self.index("housing_rent_growth", on) * (1 - p["vacancy_share"])
        lasting = gross * self.c.rent_share_without[-1] if self.c.regulated else gross
        rent = lasting if p["exit_gross"] else lasting * (1 - p["running_share"])
        price = max(rent / p["exit_yield"] / (1 + kk if p["exit_von"] else 1), v["land_floor"])
        if self.c.regulated:
            years = max(p["surcharge_until"] - on, 0.0) / 365
            annuity = (1 - (1 + p["exit_yield"]) ** -years) / p["exit_yield"]
            more = self.c.rent_share[-1] - self.c.rent_share_without[-1]
            price += gross * (1 - p["running_share"]) * more * annuity / (1 + kk)
        return price

    def office_price(self) -> float:
        """What a buyer gives for the office: as if let, less what is empty until it is let."""
        v, p = self.c.v, self.c.p
        on = p["sold_on"]
        index = self.index("office_rent_growth", on)
        gross = (
            v["lettable_area"] * v["market_rent"] * index * (1 - v["friction_vacancy"]) * (1 - v["incentive"])
        )
        net = gross - v["running_when_let"] * self.index("running_growth", on)
        kk = in_force(OFFICES, self.day(min(on, self.periods[-1].end - 1))) + v["buyer_other_share"]
        rent = gross if v["office_yield_gross"] else net
        price = max(rent / v["office_yield"] / (1 + kk if v["office_yield_von"] else 1), 0.0)
        last = max(i for i, t in enumerate(self.periods) if t.start <= on - 0.5)
        age = p["relet_years"] + (on - p["relet_from"]) / 365
        off = self.c.empty[last] * (v["market_rent"] * index * (1 - v["incentive"]) + v["void_service"])
        return max(price - off * self.void_years(age), v["land_floor"])

    def void_years(self, age: float) -> float:
        """Expected years until what has stood empty for `age` years is let, each at its present value: an integral, band by band."""
        v, alive, out, start = self.c.v, 1.0, 0.0, 0.0
        for i, end in enumerate([*self.c.bands, math.inf]):
            hazard = min(v[f"hazard_{i}"], 0.999)
            pace = math.log(1 + v["office_yield"]) - self.c.p["relet_multiplier"] * math.log(1 - hazard)
            width = min(max(end - max(age, start), 0.0), 1e4)
            out += alive * (1 - math.exp(-pace * width)) / max(pace, 1e-9)
            alive *= math.exp(-pace * width)
            start = end
        return out

    # --- the whole -------------------------------------------------------------------------------------------

    def share_of_year(self, year: int, start: float, end: float) -> float:
        """The share of a calendar year between two days, on or after the assessment."""
        begins = (date(year, 1, 1) - self.c.first).days
        ends = (date(year + 1, 1, 1) - self.c.first).days
        return max(min(ends, end) - max(begins, 0, start), 0.0) / (ends - begins)

    def year_with(self, day: float) -> int | None:
        """The calendar year of the axis that holds a day."""
        found = [t.year for t in self.periods if t.holds(day)]
        return found[0] if found else None

    def woz(self, works: Sequence[float]) -> list[float]:
        """The WOZ value of each year: the state of 1 January, growth with its lag."""
        v, p = self.c.v, self.c.p
        as_is = [v["woz"] * (1 + v["woz_growth"]) ** max(y - v["woz_year"], 0) for y in self.years]
        if not self.c.converts:
            return as_is
        start, ready = self.day(p["works_start"]), self.day(p["ready"])
        out, spent = [], 0.0
        for i, year in enumerate(self.years):
            new_year = date(year, 1, 1)
            if ready <= new_year:
                out.append(p["value_when_done"] * (1 + v["woz_growth"]) ** i)
            else:
                out.append(as_is[i] + (spent if start < new_year else 0.0))
            spent += works[i]
        return out

    def answer(self) -> Answer:
        """From flows to books, tax and value."""
        c, v, p, years = self.c, self.c.v, self.c.p, self.years
        running: list[float] = []
        operating, capital, works = (dict.fromkeys(years, 0.0) for _ in range(3))
        for i, t in enumerate(self.periods):
            new = self.housing(i, t) if c.converts else 0.0
            rent = self.sitting(t) + new + (0.0 if c.converts else self.relet(t))
            flow = (rent - new * p["running_share"]) * t.part - c.carrying[i]
            if not c.converts:
                flow -= self.replaced(i)
            building, put_in = self.works(t) if c.converts else (0.0, 0.0)
            operating[t.year] += flow
            capital[t.year] += put_in
            works[t.year] += building
            running.append(flow - put_in)
        price = self.let_price() if c.converts else self.office_price()
        kept = price * (1 - v["selling_cost_share"])
        sold_in = self.year_with(p["sold_on"] - 1)
        woz = self.woz(list(works.values()))
        cost = min((v["cost"] - v["land"] - v["residual"]) / v["structure_life"], 0.2 * v["cost"])
        done = self.year_with(p["ready"]) if c.converts else None
        used_until = p["office_until"] if c.converts else NEVER
        books = twin_books(
            Twin(
                structure=v["fiscal_structure"], land=v["fiscal_land"], charge=max(cost, 0.0), residual=v["residual"], bodemwaarde=woz,
                in_use=[self.share_of_year(y, 0, used_until) for y in years],
                in_use_after=[self.share_of_year(y, p["ready"], NEVER) if c.converts else 0.0 for y in years],
                works=list(capital.values()), completed=years.index(done) if done else None, works_life=v["works_life"],
                works_residual_share=v["residual_share"], bedrijfswaarde=[math.inf] * len(years), known_barred=[False] * len(years),
                sold=[1.0 if y == sold_in else 0.0 for y in years], stock=[False] * len(years),
            )
        )  # fmt: skip
        result = []
        for i, year in enumerate(years):
            proceeds = kept if year == sold_in else 0.0
            result.append(
                operating[year] + proceeds - books[i]["depreciation"] - books[i]["disposal"] - c.levy[i]
            )
        tax = self.added_tax(result)
        return Answer(self.present(running, kept, sold_in, tax), tax, [b["closing"] for b in books], [b["depreciation"] for b in books],
                      result, woz, price)  # fmt: skip

    def added_tax(self, result: Sequence[float]) -> list[float]:
        """Tax of the owner with the building less that without it, refunds counted."""
        c = self.c
        both = [a + b for a, b in zip(c.profit, result, strict=True)]
        sums = []
        for profits in (both, list(c.profit)):
            owner = Owner(c.kind, c.v["marginal_rate"], 2026)
            sums.append([y.tax - y.refund for y in owner.run(self.years[0], profits, list(c.losses))])
        return [a - b for a, b in zip(*sums, strict=True)]

    def present(
        self, running: Sequence[float], kept: float, sold_in: int | None, tax: Sequence[float]
    ) -> float:
        """Flows at their middle, sale and tax on 31 December, 365 days a year."""
        rate, out = self.c.v["rate_after_tax"], 0.0
        for t, flow in zip(self.periods, running, strict=True):
            out += flow / (1 + rate) ** (t.middle / 365)
        for i, year in enumerate(self.years):
            end = max(t.end for t in self.periods if t.year == year)
            amount = (kept if year == sold_in else 0.0) - tax[i] - self.c.levy[i]
            out += amount / (1 + rate) ** (end / 365)
        return out
