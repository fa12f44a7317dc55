"""Write-down of a building to a lower bedrijfswaarde, and its compulsory reversal.

Both stand apart from depreciation: the floor of the WOZ value does not bound them. The unit is the whole object,
structure and land together.
"""

from __future__ import annotations

import numpy as np

from transformatie.asked import EUR, Expect, Given, asked
from transformatie.dated import Array, Law
from transformatie.trail import figure


@figure("EUR")
def write_down(book: Array, bedrijfswaarde: Array, barred: Array) -> Array:
    """Afwaardering to a lasting lower bedrijfswaarde, not bounded by the floor of the WOZ value.

    write_down = max(book − bedrijfswaarde, 0); nothing where barred

    book, bedrijfswaarde (N,) EUR of structure and land together; barred (N,) flag: the fall comes from what was
    known at the purchase and the law of the day bars it.
    Source: Wet IB 2001 art. 3.25, 3.29c (from 2011), 3.30a(2).
    """
    return np.where(barred, 0.0, np.maximum(book - bedrijfswaarde, 0.0))


@figure("EUR")
def write_up(book: Array, value: Array, ceiling: Array) -> Array:
    """Opwaardering, compulsory, of what was written down, as far as the value has recovered.

    write_up = max(min(value, ceiling) − book, 0)

    book, value (N,) EUR; ceiling (N,) EUR: historic cost less the depreciation there would have been.
    Source: Wet IB 2001 art. 3.25; Wet Vpb 1969 art. 15b(3)(b).
    """
    return np.maximum(np.minimum(value, ceiling) - book, 0.0)


class WriteDownGiven(Given):
    """A book value and a lower value; nothing was known at the purchase when left out."""

    book: EUR
    bedrijfswaarde: EUR
    known_at_purchase: bool = False


class WriteDownExpect(Expect):
    """The amount written down."""

    write_down: float


@asked(write_down)
def _write_down(given: WriteDownGiven, law: Law) -> WriteDownExpect:
    barred = law.on("depreciation.known_at_purchase_barred") * given.known_at_purchase
    return WriteDownExpect(
        write_down=float(write_down(np.float64(given.book), np.float64(given.bedrijfswaarde), barred))
    )


class WriteUpGiven(Given):
    """A book value, the value now, and the highest book value allowed."""

    book: EUR
    value: EUR
    ceiling: EUR


class WriteUpExpect(Expect):
    """The amount written up."""

    write_up: float


@asked(write_up)
def _write_up(given: WriteUpGiven, law: Law) -> WriteUpExpect:
    return WriteUpExpect(
        write_up=float(write_up(*(np.float64(v) for v in (given.book, given.value, given.ceiling))))
    )
