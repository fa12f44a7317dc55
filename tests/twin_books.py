"""The fiscal books of one building, year by year, in plain Python: slow, literal, and apart from the engine.

It keeps two books side by side: the real one, and the one there would have been without any write-down, which is
the ceiling of a reversal. It imports nothing of the package.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Row = dict[str, float]


@dataclass
class Twin:
    """One building. Lists hold one number a year; `completed` and `demolished` are the index of a year, or None."""

    structure: float
    land: float
    charge: float
    residual: float
    bodemwaarde: list[float]
    in_use: list[float]
    in_use_after: list[float]
    works: list[float]
    completed: int | None = None
    works_life: float = 30.0
    works_residual_share: float = 0.0
    cap_share: float = 0.2
    demolished: int | None = None
    demolition_cost: float = 0.0
    same_function: bool = False
    worn_out: bool = False
    bought_to_demolish: bool = False
    rebuilds: bool = False
    cost_to_new: bool = False
    bedrijfswaarde: list[float] = field(default_factory=list)
    known_at_purchase: bool = False
    known_barred: list[bool] = field(default_factory=list)
    sold: list[float] = field(default_factory=list)
    stock: list[bool] = field(default_factory=list)
    at_once: float = 0.0


@dataclass
class Ledger:
    """Two books: the real one, and the normal one without any write-down; each {structure, land}."""

    real: Row
    normal: Row
    charge: float
    residual: float
    progress: float = 0.0  # of the normal structure: spent, not yet in use
    life_left: float = 0.0

    def depreciate(self, share: float, coming: float, floor: float, row: Row) -> None:
        """Depreciate over a share of the year; what is written down keeps the remaining life."""
        real, normal = self.real, self.normal
        usable = normal["structure"] - self.progress
        above = max(usable - self.residual, 0.0)
        full = min(self.charge * share, above)
        wanted = 0.0
        if above > 0:
            real_usable = real["structure"] * usable / normal["structure"]
            wanted = full * max(real_usable - self.residual, 0.0) / above
        taken = min(wanted, max(real["structure"] + real["land"] + coming - floor, 0.0))
        normal_taken = min(full, max(normal["structure"] + normal["land"] + coming - floor, 0.0))
        real["structure"] -= taken
        normal["structure"] -= normal_taken
        if real["structure"] > normal["structure"]:
            real["land"] += real["structure"] - normal["structure"]
            real["structure"] = normal["structure"]
        self.life_left = max(self.life_left - share, 0.0)
        row["depreciation"] += taken
        row["blocked"] += wanted - taken

    def demolish(self, b: Twin, cost: float, row: Row) -> None:
        """Move the old structure to land, to the new structure, or to the result."""
        old = self.real["structure"]
        if b.bought_to_demolish or (b.rebuilds and not b.same_function):
            place = "land"
        elif not b.rebuilds or b.worn_out:
            place = "loss"
        else:
            place = "structure"
        self.real["structure"] = self.residual = self.charge = self.life_left = 0.0
        if place == "loss":
            row["scrapped"] = old
            row["disposal"] += old
        else:
            self.real[place] += old
        if b.cost_to_new and b.rebuilds:
            self.real["structure"] += cost
            row["works"] += cost
        elif place == "loss":
            row["demolition_expense"] = cost
        else:
            self.real[place] += cost
            row["works"] += cost
        self.normal = dict(self.real)
        self.progress = self.real["structure"]

    def complete(self, b: Twin, stock: bool, row: Row) -> None:
        """Works come into use: a share may go at once; residual, life and charge of the new situation."""
        taken = 0.0 if stock else self.progress * b.at_once
        if taken:
            real = taken * self.real["structure"] / self.normal["structure"]
            self.normal["structure"] -= taken
            self.real["structure"] -= real
            row["depreciation"] += real
        whole = self.normal["structure"]
        self.progress = 0.0
        self.residual = whole * b.works_residual_share
        self.charge = min((whole - self.residual) / b.works_life, b.cap_share * (whole + self.normal["land"]))
        self.life_left = b.works_life

    def sell(self, share: float) -> None:
        """A share of the object goes, with that share of everything."""
        for kept in (self.real, self.normal):
            kept["structure"] *= 1 - share
            kept["land"] *= 1 - share
        self.progress *= 1 - share
        self.charge *= 1 - share
        self.residual *= 1 - share

    def revalue(self, value: float, barred: bool, row: Row) -> None:
        """Down to the value, or back up to it, never above the normal book."""
        book = self.real["structure"] + self.real["land"]
        ceiling = self.normal["structure"] + self.normal["land"]
        if value < book and not barred:
            row["write_down"] = book - value
            for part in self.real:
                self.real[part] *= value / book
        elif value > book and ceiling > book:
            row["reversal"] = min(value, ceiling) - book
            recovered = row["reversal"] / (ceiling - book)
            for part in self.real:
                self.real[part] += (self.normal[part] - self.real[part]) * recovered


COLUMNS = (
    "works",
    "depreciation",
    "blocked",
    "write_down",
    "reversal",
    "disposal",
    "scrapped",
    "demolition_expense",
)


def twin_books(b: Twin) -> list[Row]:
    """The books of building `b`, one row a year."""
    start = {"structure": b.structure, "land": b.land}
    ledger = Ledger(dict(start), dict(start), b.charge, b.residual)
    left, renewed = 1.0, False
    rows = []
    for t in range(len(b.bodemwaarde)):
        row: Row = dict.fromkeys(COLUMNS, 0.0)
        row["opening"] = ledger.real["structure"] + ledger.real["land"]
        row["bodemwaarde"] = floor = b.bodemwaarde[t] * left
        spending = b.works[t] if left > 0 else 0.0

        before, after = (0.0, 0.0) if b.stock[t] else (b.in_use[t], b.in_use_after[t])
        ledger.depreciate(before, 0.0 if b.demolished == t else spending, floor, row)
        if b.demolished == t:
            ledger.demolish(b, b.demolition_cost if left > 0 else 0.0, row)
            renewed = False

        row["works"] += spending
        ledger.real["structure"] += spending
        ledger.normal["structure"] += spending
        if renewed and b.completed != t:
            ledger.residual += spending * b.works_residual_share
            ledger.charge += spending * (1 - b.works_residual_share) / max(ledger.life_left, 1.0)
        else:
            ledger.progress += spending
        if b.completed == t:
            ledger.complete(b, b.stock[t], row)
            renewed = True
        ledger.depreciate(after, 0.0, floor, row)

        row["disposal"] += (ledger.real["structure"] + ledger.real["land"]) * b.sold[t]
        ledger.sell(b.sold[t])
        left *= 1 - b.sold[t]
        if left > 0:
            ledger.revalue(b.bedrijfswaarde[t] * left, b.known_at_purchase and b.known_barred[t], row)

        row["structure"], row["land"] = ledger.real["structure"], ledger.real["land"]
        row["closing"] = row["structure"] + row["land"]
        row["ceiling"] = ledger.normal["structure"] + ledger.normal["land"]
        rows.append(row)
    return rows
