"""How the options of one building stand before any report: worth, gates, and which the advice would name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from transformatie.advice import FALLBACKS
from transformatie.chance import Drawn
from transformatie.errors import InputError, Problem, nearest
from transformatie.evaluate import Appraised
from transformatie.formulas.chance import chance_first
from transformatie.kan.gates import kan
from transformatie.parts import Words
from transformatie.permit.mag import mag
from transformatie.run import Run


@dataclass(frozen=True)
class Standing:
    """worth: expected value, or the central one without draws; first: the chance to rank first, nothing without draws;
    closed: rows behind a red gate or beyond the loss limit."""

    worth: Mapping[str, float]
    first: Mapping[str, float]
    closed: frozenset[str]

    @property
    def passive(self) -> str:
        """Selling now or holding: the one worth more."""
        return max(FALLBACKS, key=lambda n: self.worth[n])

    @property
    def advised(self) -> str:
        """What the advice names."""
        return max(
            (n for n in self.worth if n not in self.closed), key=lambda n: self.worth[n], default=self.passive
        )

    @property
    def acting(self) -> str:
        """The row that acts and is first most often, closed only where all are: the one to ask what would have to change for."""
        acting = [n for n in self.worth if n not in FALLBACKS]
        return max(
            acting, key=lambda n: (n not in self.closed, self.first[n], self.worth[n]), default=self.passive
        )


def standing(a: Appraised, drawn: Drawn | None) -> Standing:
    """How the options stand."""
    building, axis = a.resolved.read.building, a.run.setting.periods
    worth = {
        n: float(np.mean(drawn.values[n])) if drawn else float(o.value_after_tax[0])
        for n, o in a.run.outcomes.items()
    }
    limit = np.inf if building.owner.loss_limit is None else building.owner.loss_limit
    closed = {
        n
        for n, o in a.run.outcomes.items()
        if worth[n] < -limit
        or "red" in (kan(o.plan, building, a.law).band, mag(n, o.plan, drawn, a.law, axis).band)
    }
    chances = chance_first(np.array([drawn.values[n] for n in worth])) if drawn else np.zeros(len(worth))
    return Standing(worth, dict(zip(worth, chances.tolist(), strict=True)), frozenset(closed))


def labels(run: Run) -> dict[str, Words]:
    """The label of every option."""
    return {n: Words(nl=o.label.nl, en=o.label.en) for n, o in run.options.by_name.items()}


def named(run: Run, option: str) -> list[str]:
    """The rows an option name stands for. Errors: InputError for a name no option has."""
    rows = (
        list(run.outcomes)
        if option == "all"
        else [n for n in run.options.matching(option) if n in run.outcomes]
    )
    if not rows:
        known = [*run.outcomes, "convert", "demolish", "all"]
        problem = Problem(
            "command line",
            1,
            "--option",
            f"'{option}'",
            "een bekende optie",
            "a known option",
            nearest(option, known),
        )
        raise InputError([problem])
    return rows
