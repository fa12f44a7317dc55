"""The owner's fiscal book value, year by year: works, depreciation, demolition, disposal, write-down and reversal.

Order within a year: depreciation until works are done or the structure is demolished; demolition; the year's
spending; completion, from which life and residual are estimated anew; depreciation after it; disposal; and at
31 December write-down or reversal of what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.demolition import Route, demolition_route
from transformatie.formulas.depreciation import yearly_charge
from transformatie.formulas.write_down import write_down, write_up
from transformatie.trail import figure

#: Stands for "certainly not below the book value", where infinity would not multiply with nothing.
NO_LOWER_VALUE = 1e30


@dataclass(frozen=True)
class BookPlan:
    """What happens to one owner's books in one option; (N,) over cases, (Y, N) over calendar years.

    A (Y, 1) or () array stands for all. The first year may be part of a year: then the shares and amounts are of
    that part. `bodemwaarde` and `bedrijfswaarde` are of the whole object: what is left of it after a sale in part has
    its share of them. Spending after all is sold is not this owner's, and is ignored.
    """

    structure: Array  # (N,) EUR book value at the start
    land: Array  # (N,) EUR
    charge: Array  # (N,) EUR/yr, of the structure as it stands
    residual: Array  # (N,) EUR, of the structure as it stands
    bodemwaarde: Array  # (Y, N) EUR
    in_use: Array  # (Y, N) share of the year the structure as it stands is depreciated (until completion or demolition)
    in_use_after: Array  # (Y, N) share of the year after completion, or of the years that follow it
    works: Array  # (Y, N) EUR capitalised spending, new building included, demolition cost not
    completed: Array  # (Y, N) flag: the year in which works come into use; life and residual start anew
    works_life: Array  # (N,) yr from completion
    works_residual_share: Array  # (N,) share of structure + works that is residual from completion on
    cap_share: Array  # (Y, 1) share/yr
    demolished: Array  # (Y, N) flag: the year of demolition
    demolition_cost: Array  # (Y, N) EUR, counted in that year only
    same_function: Array  # (N,) flags, see `demolition_route`
    worn_out: Array
    bought_to_demolish: Array
    rebuilds: Array
    cost_to_new: Array  # (N,) flag: demolition cost belongs to the new building
    bedrijfswaarde: Array  # (Y, N) EUR at 31 December; inf where it is certainly not below the book value
    known_at_purchase: Array  # (N,) flag: what lowers the bedrijfswaarde was known at the purchase
    known_barred: Array  # (Y, 1) flag of the law
    sold: Array  # (Y, N) share of what is left that is sold in the year
    stock: Array  # (Y, N) flag: stock all year, held for sale: not depreciated
    at_once: Array = (
        0.0  # (Y, 1) share of the works depreciated on completion, whatever the floor; nothing in law
    )


@dataclass(frozen=True)
class Books:
    """By year, each (Y, N) EUR. opening + works − depreciation − write_down + reversal − disposal = closing.

    `disposal` holds the book value of what was sold and, as `scrapped`, of what was demolished at a loss;
    `demolition_expense` is demolition cost that went to the result, and is not in `works`. closing = structure + land;
    `structure` holds works in progress. `bodemwaarde` is the floor of what was left at the start of the year; `ceiling`
    is the closing book value there would be without any write-down, the most that a reversal restores.
    """

    opening: Array
    works: Array
    depreciation: Array
    blocked: Array
    write_down: Array
    reversal: Array
    disposal: Array
    scrapped: Array
    demolition_expense: Array
    bodemwaarde: Array
    closing: Array
    structure: Array
    land: Array
    ceiling: Array


@dataclass
class _State:
    """Book value of the cases at one moment, each (N,): as if never written down, and what was written down."""

    structure: Array
    progress: Array  # works in progress: part of the structure, not yet depreciated
    land: Array
    residual: Array
    charge: Array
    life_left: Array
    down_structure: Array
    down_land: Array

    def before(self) -> Array:
        """Book value as if never written down: the ceiling of a reversal."""
        return self.structure + self.progress + self.land

    def book(self) -> Array:
        return self.before() - self.down_structure - self.down_land

    def scale(self, left: Array) -> None:
        for name in SCALED:
            setattr(self, name, getattr(self, name) * left)


#: What a sale in part takes a share of: all but the life.
SCALED = tuple(f.name for f in fields(_State) if f.name != "life_left")


@figure("EUR")
def books(plan: BookPlan) -> Books:
    """Fiscal book value of every case by year, from the start to the end of the horizon.

    books = opening + works − depreciation − write_down + reversal − disposal, by year

    What happens to no case in a year is not computed for it: it would change nothing, but for what is written down,
    of which a depreciation of nothing sweeps the dust of rounding from structure to land.
    """
    p, (years, cases) = _by_row(plan)
    out = Books(*np.zeros((len(fields(Books)), years, cases)))
    zero = np.zeros(cases)
    s, left, renewed = _start(p, zero), zero + 1.0, zero > 0
    route = demolition_route(p.same_function[0], p.worn_out[0], p.bought_to_demolish[0], p.rebuilds[0])
    cost_to_new = np.asarray(p.cost_to_new[0] * p.rebuilds[0], bool)
    falls = bool(np.any(plan.bedrijfswaarde < NO_LOWER_VALUE))
    held = np.equal(plan.stock, 0)
    before, after = plan.in_use * held, plan.in_use_after * held
    used, used_after, works, ended, done, sold = (
        _happens(a, years) for a in (before, after, plan.works, plan.demolished, plan.completed, plan.sold)
    )
    held, before, after = (_rows(np.asarray(a), years) for a in (held, before, after))
    for t in range(years):
        out.opening[t] = s.book() if falls else s.before()
        out.bodemwaarde[t] = floor = p.bodemwaarde[t] * left
        demolished, completed = p.demolished[t] > 0, p.completed[t] > 0
        spent = p.works[t] * (left > 0) if works[t] else zero
        if used[t] or falls:
            coming = np.where(demolished, 0.0, spent) if ended[t] else spent
            _depreciate(s, before[t], floor, coming, falls, out, t)
        if ended[t]:
            cost = p.demolition_cost[t] * (left > 0)
            spent = spent + _demolish(s, route, cost_to_new, cost, demolished, out, t)
            renewed = renewed & ~demolished
        if works[t] or ended[t]:
            out.works[t] += spent
            late = np.where(renewed & ~completed, spent, 0.0)
            s.progress = s.progress + (spent - late)
            _add_late(s, late, p.works_residual_share[t])
        if done[t]:
            _at_once(s, completed * held[t] * p.at_once[t], out, t)
            _complete(s, completed, p.works_residual_share[t], p.works_life[t], p.cap_share[t])
            renewed = renewed | completed
        if used_after[t] or falls:
            _depreciate(s, after[t], floor, 0.0, falls, out, t)
        if sold[t]:
            out.disposal[t] += s.book() * p.sold[t]
            s.scale(1.0 - p.sold[t])
            left = left * (1.0 - p.sold[t])
        if falls:
            _revalue(s, p.bedrijfswaarde[t] * left, p.known_at_purchase[t] * p.known_barred[t], out, t)
        out.structure[t] = s.structure + s.progress - s.down_structure
        out.land[t] = s.land - s.down_land
        out.closing[t] = out.structure[t] + out.land[t]
        out.ceiling[t] = s.before()
    return out


def _start(p: BookPlan, zero: Array) -> _State:
    """The books as the first year finds them."""
    structure, land, residual, charge = (a[0] + zero for a in (p.structure, p.land, p.residual, p.charge))
    return _State(structure, zero, land, residual, charge, zero, zero, zero)


def _by_row(plan: BookPlan) -> tuple[BookPlan, tuple[int, int]]:
    """Every array of the plan as a row for each year, and the shape (Y, N) of the whole."""
    parts = {name: np.asarray(value) for name, value in vars(plan).items()}
    parts["bedrijfswaarde"] = np.minimum(plan.bedrijfswaarde, NO_LOWER_VALUE)
    shapes = {a.shape for a in parts.values()}
    years, cases = np.broadcast_shapes((1, 1), *shapes)
    return BookPlan(**{k: _rows(a, years) for k, a in parts.items()}), (years, cases)


def _rows(a: Array, years: int) -> Any:
    """What an array says of each year: its rows, or itself where it stands for all years."""
    return a if a.ndim == 2 and len(a) == years else [a[0] if a.ndim == 2 else a] * years


def _happens(flow: Array, years: int) -> list[bool]:
    """Whether an array is not nothing in some case, by year."""
    a = np.asarray(flow)
    if a.ndim == 2 and len(a) == years:
        by_year: list[bool] = np.any(a, axis=-1).tolist()
        return by_year
    return [bool(a.any())] * years


def _depreciate(
    s: _State, share: Array, floor: Array, coming: Array, falls: bool, out: Books, t: int
) -> None:
    """Depreciate over a share of year `t`; `coming`: spending of the year that is still to be booked.

    What was written down leaves the remaining life as it was: the charge falls in proportion to what is left
    above the residual. The book value as if never written down goes on by its own charge and its own floor.
    """
    above = np.maximum(s.structure - s.residual, 0.0)
    wanted = unspoilt = np.minimum(s.charge * share, above)
    room = s.before() + coming - floor
    normal = np.minimum(unspoilt, np.maximum(room, 0.0))
    taken = normal
    if falls:
        whole = s.structure + s.progress
        down = s.down_structure * _ratio(s.structure, whole)
        wanted = wanted * _ratio(np.maximum(above - down, 0.0), above)
        taken = np.minimum(wanted, np.maximum(room - s.down_structure - s.down_land, 0.0))
        short = s.down_structure - (normal - taken)
        s.down_structure = np.maximum(short, 0.0)
        s.down_land = s.down_land + np.minimum(short, 0.0)
    s.structure = s.structure - normal
    s.life_left = np.maximum(s.life_left - share, 0.0)
    out.depreciation[t] += taken
    out.blocked[t] += wanted - taken


def _demolish(
    s: _State, route: Route, cost_to_new: Array, cost: Array, demolished: Array, out: Books, t: int
) -> Array:
    """Move the book value of the demolished structures; what it costs and is capitalised comes back, (N,)."""
    old = s.structure + s.progress - s.down_structure
    land = s.land - s.down_land
    cost = np.where(demolished, cost, 0.0)
    expense = np.where(route.to_loss & ~cost_to_new, cost, 0.0)
    to_land = np.where(route.to_land & ~cost_to_new, cost, 0.0)
    out.scrapped[t] = np.where(demolished & route.to_loss, old, 0.0)
    out.disposal[t] += out.scrapped[t]
    out.demolition_expense[t] = expense
    out.works[t] += to_land
    s.land = np.where(demolished, land + old * route.to_land + to_land, s.land)
    s.progress = np.where(demolished, old * route.to_structure, s.progress)
    keep = ~demolished
    for name in ("structure", "residual", "charge", "life_left", "down_structure", "down_land"):
        setattr(s, name, getattr(s, name) * keep)
    return cost - expense - to_land


def _add_late(s: _State, late: Array, residual_share: Array) -> None:
    """Spending after completion joins the structure at once, over the life that remains (at least a year)."""
    s.structure = s.structure + late
    s.residual = s.residual + late * residual_share
    s.charge = s.charge + late * (1.0 - residual_share) / np.maximum(s.life_left, 1.0)


def _complete(s: _State, completed: Array, residual_share: Array, life: Array, cap_share: Array) -> None:
    """Works come into use: one structure, with a residual, a life and a charge of the new situation."""
    whole = s.structure + s.progress
    s.structure = np.where(completed, whole, s.structure)
    s.progress = np.where(completed, 0.0, s.progress)
    s.residual = np.where(completed, whole * residual_share, s.residual)
    years = np.where(completed, life, 1.0)
    s.charge = np.where(
        completed, yearly_charge(whole + s.land, s.land, s.residual, years, cap_share), s.charge
    )
    s.life_left = np.where(completed, years, s.life_left)


def _at_once(s: _State, share: Array, out: Books, t: int) -> None:
    """Depreciate a share of the works in progress in the year of completion: a policy, not bounded by the floor."""
    taken = s.progress * share
    down = taken * _ratio(s.down_structure, s.structure + s.progress)
    s.progress = s.progress - taken
    s.down_structure = s.down_structure - down
    out.depreciation[t] += taken - down


def _revalue(s: _State, value: Array, barred: Array, out: Books, t: int) -> None:
    """Write down to the value at the end of year `t`, or take back what was written down, in proportion."""
    book = s.book()
    out.write_down[t] = down = write_down(book, value, barred > 0)
    out.reversal[t] = up = write_up(book, value, s.before())
    of_structure = _ratio(s.structure + s.progress - s.down_structure, book)
    back = _ratio(s.down_structure, s.down_structure + s.down_land)
    s.down_structure = s.down_structure + down * of_structure - up * back
    s.down_land = s.down_land + down * (1.0 - of_structure) - up * (1.0 - back)


def _ratio(part: Array, whole: Array) -> Array:
    """part / whole, and nothing where there is no whole."""
    return np.divide(
        part, whole, out=np.zeros(np.broadcast_shapes(np.shape(part), np.shape(whole))), where=whole > 0
    )
