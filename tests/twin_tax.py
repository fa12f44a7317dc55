"""A slow, literal reference for the tax of one owner: plain Python, year by year, its own copy of the law.

It shares no code with the package. `known` is the last year whose changes of law count: 2026 for today's law,
2020 for what was known before the loss rules of 2022.
"""

from dataclasses import dataclass, field

VPB = [
    (2010, 0.20, 200_000.0, 0.255),
    (2011, 0.20, 200_000.0, 0.25),
    (2019, 0.19, 200_000.0, 0.25),
    (2020, 0.165, 200_000.0, 0.25),
    (2021, 0.15, 245_000.0, 0.25),
    (2022, 0.15, 395_000.0, 0.258),
    (2023, 0.19, 200_000.0, 0.258),
]


@dataclass
class Year:
    """What one calendar year brought, and what of its profit is still taxed."""

    profit: float
    tax: float = 0.0
    taxable: float = 0.0
    loss_used: float = 0.0
    loss_left: float = 0.0
    refund: float = 0.0
    expired: float = 0.0
    still_taxed: float = 0.0


@dataclass
class Owner:
    """One taxpayer."""

    kind: str
    marginal_rate: float = 0.0
    known: int = 2026
    years: dict[int, Year] = field(default_factory=dict)
    losses: list[list[float]] = field(default_factory=list)  # [year of origin, amount]

    def run(self, first: int, profits: list[float], opening: list[tuple[int, float]]) -> list[Year]:
        """All years, in order."""
        if self.kind in ("exempt", "box3"):
            return [Year(p) for p in profits]
        self.losses = sorted([y, a] for y, a in opening)
        for i, profit in enumerate(profits):
            self.one_year(first + i, profit)
            if i == 0:
                self.years[first].expired += sum(a for y, a in self.losses if self.last_year(int(y)) < first)
                self.losses = [r for r in self.losses if self.last_year(int(r[0])) >= first]
            out = self.years[first + i]
            out.loss_left = sum(a for y, a in self.losses)
        return list(self.years.values())

    def one_year(self, year: int, profit: float) -> None:
        """Assess a year, send a loss back, keep the rest, drop what ends."""
        now = self.years[year] = Year(profit)
        if profit > 0:
            room = self.cap(profit, year)
            for row in self.losses:
                origin = int(row[0])
                if origin < year <= self.last_year(origin) and self.fbi(origin) == self.fbi(year):
                    take = min(row[1], room)
                    row[1] -= take
                    room -= take
                    now.loss_used += take
            now.taxable = now.still_taxed = profit - now.loss_used
            now.tax = self.tax(now.taxable, year)
        elif profit < 0:
            rest = -profit
            for earlier in range(year - self.back(year), year):
                if (
                    earlier in self.years
                    and self.fbi(earlier) == self.fbi(year)
                    and self.years[earlier].profit > 0
                ):
                    then = self.years[earlier]
                    room = self.cap(then.profit, year) - (then.profit - then.still_taxed)
                    take = max(min(rest, room), 0.0)
                    now.refund += self.tax(then.still_taxed, earlier) - self.tax(
                        then.still_taxed - take, earlier
                    )
                    then.still_taxed -= take
                    now.loss_used += take
                    rest -= take
            self.losses.append([year, rest])
        for row in list(self.losses):
            if self.last_year(int(row[0])) == year:
                now.expired += row[1]
                self.losses.remove(row)

    def tax(self, taxable: float, year: int) -> float:
        """The tax on an amount."""
        if self.kind == "ib":
            return self.marginal_rate * taxable
        if self.fbi(year):
            return 0.0
        _, low, bracket, high = [row for row in VPB if row[0] <= min(year, self.known)][-1]
        return low * taxable if taxable <= bracket else low * bracket + high * (taxable - bracket)

    def cap(self, profit: float, year: int) -> float:
        """What losses may offset of a profit, by the law of a year."""
        if self.kind == "ib" or year < 2022 or self.known < 2022 or profit <= 1_000_000:
            return profit
        return 1_000_000 + 0.5 * (profit - 1_000_000)

    def back(self, year: int) -> int:
        """How many years a loss goes back."""
        return 3 if self.kind == "ib" else 1

    def last_year(self, origin: int) -> int:
        """The last year in which a loss may be used."""
        if self.kind == "ib":
            return origin + 9
        if origin >= 2013 and self.known >= 2022:
            last = 9999
        else:
            last = origin + (6 if origin >= 2019 else 9)
        return min(last, 2024) if self.fbi(origin) and self.known >= 2025 else last

    def fbi(self, year: int) -> bool:
        """Whether a year is one as fiscale beleggingsinstelling."""
        return self.kind == "fbi" and not (year >= 2025 and self.known >= 2025)
