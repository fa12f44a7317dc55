"""How far each uncertain input moves each option: one engine run with a case of its own for each end of its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transformatie.cases import varied
from transformatie.dated import Array, Law
from transformatie.explore.inputs import inputs_of
from transformatie.input.settle import Resolved
from transformatie.run import Run, setting_of, values


@dataclass(frozen=True)
class Ends:
    """Values of every option (1 + 2 J,): the central case, then each input at its low and at its high end."""

    inputs: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Array]

    def table(self) -> Array:
        """All options by case, (R, 1 + 2 J)."""
        return np.array(list(self.values.values()))


def moved_to_ends(resolved: Resolved) -> tuple[dict[str, tuple[str, ...]], int, dict[str, Array]]:
    """The inputs, the number of cases of `Ends`, and each figure that moves in them, (1 + 2 J,)."""
    inputs = inputs_of(resolved)
    n, moved = 1 + 2 * len(inputs), dict[str, Array]()
    for i, names in enumerate(inputs.values()):
        for name in names:
            v = resolved.values[name]
            moved[name] = np.full(n, v.mid)
            moved[name][[1 + 2 * i, 2 + 2 * i]] = v.low, v.high
    return inputs, n, moved


def ends(resolved: Resolved, done: Run, law: Law) -> Ends:
    """The values of every option with each input at the ends of its own range, the rest at its middle."""
    axis, (inputs, n, moved) = done.setting.periods, moved_to_ends(resolved)
    s = setting_of([resolved], varied(resolved, axis.years, n, moved), axis, law)
    return Ends(inputs, values(s, done.options))


def effects(found: Ends, rows: Sequence[str]) -> dict[str, float]:
    """The most that the value of the named rows moves when an input goes from its low to its high end, EUR, by figure."""
    moved: dict[str, float] = {}
    for i, names in enumerate(found.inputs.values()):
        low, high = 1 + 2 * i, 2 + 2 * i
        moved |= dict.fromkeys(
            names, max(abs(float(found.values[r][high] - found.values[r][low])) for r in rows)
        )
    return moved
