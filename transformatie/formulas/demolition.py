"""What demolition makes of the fiscal book value of a structure: land, the new structure, or a loss."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from transformatie.asked import EUR, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


class Route(NamedTuple):
    """Where the book value of a demolished structure goes, each (N,) flag; exactly one holds."""

    to_land: Array
    to_structure: Array
    to_loss: Array


@figure("flag")
def demolition_route(
    same_function: Array, worn_out: Array, bought_to_demolish: Array, rebuilds: Array
) -> Route:
    """Where the book value of a demolished structure goes: land, the new structure, or loss.

    demolition_route = land if bought_to_demolish; else loss if not rebuilds; else land if not same_function;
        else loss if worn_out; else structure

    All (N,) flags. worn_out: used by the owner until only scrap value is left. Source: HR 23 September 2022 after
    ECLI:NL:PHR:2021:475; HR 21 April 1993, BNB 1993/240; demolition without a new building: memory.
    """
    bought, rebuilds = np.asarray(bought_to_demolish, bool), np.asarray(rebuilds, bool)
    same, worn = np.asarray(same_function, bool), np.asarray(worn_out, bool)
    to_land = bought | (rebuilds & ~same)
    to_loss = ~bought & (~rebuilds | (same & worn))
    return Route(to_land, ~to_land & ~to_loss, to_loss)


class Demolition(NamedTuple):
    """Book value of land and (new) structure after demolition, and what goes to the result, each (N,) EUR."""

    land: Array
    structure: Array
    loss: Array


@figure("EUR")
def demolition_treatment(structure: Array, land: Array, demolition_cost: Array, new_build_cost: Array, route: Route,
                         cost_to_new: Array) -> Demolition:  # fmt: skip
    """What demolition makes of the book value of a structure; nothing gets lost on the way.

    demolition_treatment = structure + demolition_cost, added to land, to new_build_cost, or taken as loss

    structure: its book value, or the lower bedrijfswaarde it was first written down to; amounts (N,) EUR;
    cost_to_new (N,) flag: the cost of demolition belongs to the new building. By default it follows the old
    structure: a choice of this model, the sources speak of the book value only.
    """
    moved = structure + np.where(cost_to_new, 0.0, demolition_cost)
    new = new_build_cost + np.where(cost_to_new, demolition_cost, 0.0)
    return Demolition(land + moved * route.to_land, new + moved * route.to_structure, moved * route.to_loss)


class DemolitionTreatmentGiven(Given):
    """A structure to be demolished. Left out: no cost, no new building, another function, not worn out, not bought
    to be demolished; the demolition cost follows the old structure's value."""

    structure: Annotated[EUR, Field(ge=0)]
    land: Annotated[EUR, Field(ge=0)] = 0.0
    demolition_cost: Annotated[EUR, Field(ge=0)] = 0.0
    new_build_cost: Annotated[EUR, Field(ge=0)] | None = None
    same_function: bool = False
    worn_out: bool = False
    bought_to_demolish: bool = False
    demolition_cost_follows: Literal["structure", "new_building"] = "structure"


class DemolitionTreatmentExpect(Expect):
    """Book value of the land and of the (new) structure, and what is lost at once."""

    land: float
    structure: float
    loss: float


@asked(demolition_treatment)
def _demolition_treatment(given: DemolitionTreatmentGiven, law: Law) -> DemolitionTreatmentExpect:
    rebuilds = bool(given.new_build_cost)
    route = demolition_route(
        np.bool_(given.same_function),
        np.bool_(given.worn_out),
        np.bool_(given.bought_to_demolish),
        np.bool_(rebuilds),
    )
    to_new = np.bool_(given.demolition_cost_follows == "new_building" and rebuilds)
    amounts = (given.structure, given.land, given.demolition_cost, given.new_build_cost or 0.0)
    structure, land, cost, new = (np.float64(v) for v in amounts)
    made = demolition_treatment(structure, land, cost, new, route, to_new)
    return DemolitionTreatmentExpect(
        land=float(made.land), structure=float(made.structure), loss=float(made.loss)
    )
