"""What-if of permits on the one engine: a value for each shift of an application or cut of a procedure.

Each what-if is a case, so that all of them are one run: differences between them are differences of two values of the
same engine, and no interest is added on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from transformatie.cases import varied
from transformatie.dated import Array
from transformatie.input.settle import Resolved
from transformatie.run import Run, outcome, setting_of
from transformatie.setting import Setting


@dataclass(frozen=True)
class Shift:
    """One what-if, in days: the application comes `later`; the procedure after it is `shorter` (negative: longer)."""

    later: float = 0.0
    shorter: float = 0.0


def shifted_values(done: Run, s: Setting, option: str, shifts: Sequence[Shift]) -> Array:
    """The value after tax of an option under each shift, (K,); `s`: the case of the run, K times or more (`repeated`)."""
    none = [Shift()] * (s.cases.n - len(shifts))
    later, shorter = np.array([(x.later, x.shorter) for x in (*shifts, *none)]).T
    s = replace(s, permits=replace(s.permits, later=later, shorter=shorter, _known={}))
    found: Array = outcome(option, done.options, s, np.repeat(done.sale_day, s.cases.n)).value_after_tax
    return found[: len(shifts)]


def starting(done: Run, basis: str) -> Setting:
    """The setting of a run with works that start at in_force or at irrevocable."""
    return replace(done.setting, traits=replace(done.setting.traits, start_basis=basis))


def repeated(done: Run, resolved: Resolved, times: int) -> Setting:
    """The setting of a run of one case, with that case `times` over; the price as it stands is that of the run."""
    axis = done.setting.periods
    cases = varied(resolved, axis.years, times, {})
    return setting_of([resolved], cases, axis, done.setting.law).priced(np.repeat(done.as_is.price, times))
