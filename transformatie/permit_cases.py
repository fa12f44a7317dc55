"""What-if of permits on the one engine: a value for each shift of an application or cut of a procedure.

Each what-if is a case, so that all of them are one run: differences between them are differences of two values of the
same engine, and no interest is added on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from transformatie.cases import stacked
from transformatie.dated import Array
from transformatie.run import Run, outcome, setting_of
from transformatie.setting import Setting
from transformatie.settle import Resolved


@dataclass(frozen=True)
class Shift:
    """One what-if, in days: the application comes `later`; the procedure after it is `shorter` (negative: longer)."""

    later: float = 0.0
    shorter: float = 0.0


def shifted_values(
    done: Run, resolved: Resolved, option: str, shifts: Sequence[Shift], basis: str = ""
) -> Array:
    """The value after tax of an option under each shift, (K,); `basis`: works start at in_force or at irrevocable."""
    s = repeated(done, resolved, len(shifts))
    permits = replace(
        s.permits,
        later=np.array([x.later for x in shifts]),
        shorter=np.array([x.shorter for x in shifts]),
        _known={},
    )
    traits = replace(s.traits, start_basis=basis or s.traits.start_basis)
    s = replace(s, permits=permits, traits=traits, _once={})
    day = np.full(len(shifts), float(done.sale_day[0]))
    found: Array = outcome(option, done.options, s, day).value_after_tax
    return found


def repeated(done: Run, resolved: Resolved, times: int) -> Setting:
    """The setting of a run of one case, with that case `times` over; the price as it stands is that of the run."""
    axis = done.setting.periods
    cases = stacked([resolved] * times, axis.years)
    s = setting_of([resolved] * times, cases, axis, done.setting.law)
    price = np.full(times, float(done.as_is.price[0]))
    return replace(s, cases=replace(s.cases, arrays={**s.cases.arrays, "as_is_price": price}))
