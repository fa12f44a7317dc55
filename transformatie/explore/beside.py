"""What an evaluation sets beside the central case, all of it one run: every stress, and every input at the ends of its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from transformatie.cases import mixed, taken
from transformatie.dated import Law
from transformatie.explore.effects import Ends, moved_to_ends
from transformatie.finance.rows import Loans, loans_of
from transformatie.finance.stress import Changes, changed, changes_of
from transformatie.input.settle import Resolved, resolve
from transformatie.run import Run, based, outcome, setting_of


@dataclass(frozen=True)
class Beside:
    """The changes of each stress and its loans, a case each, the first of them the central case; and the ends."""

    changes: Mapping[str, Changes]
    loans: Loans
    ends: Ends


def beside(resolved: Resolved, done: Run, law: Law) -> Beside:
    """The run beside a run of one case. Of the stresses all is kept, of the ends the values."""
    options, axis = done.options, done.setting.periods
    changes = changes_of(resolved, options, law)
    many = [resolve(changed(resolved.read, c), law, options) if c else resolved for c in changes.values()]
    inputs, n, moved = moved_to_ends(resolved)
    k, sizes = len(many), [1] * len(many) + [n]
    cases = mixed([*((r, 1, {}) for r in many), (resolved, n, moved)], axis.years)
    s, value, day = based(setting_of([*many, resolved], cases, axis, law, sizes), options)
    outcomes, values = {}, {}
    for name in options.by_name:
        o = outcome(name, options, s, day)
        outcomes[name], values[name] = taken(o, np.arange(k), s.cases.n), o.value_after_tax[k:]
    few = Run(s.only(np.arange(k)), options, taken(value, np.arange(k), s.cases.n), day[:k], outcomes)
    return Beside(changes, loans_of(few, many, law), Ends(inputs, values))
