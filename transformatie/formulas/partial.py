"""Partial conversion: some storeys become dwellings, the rest goes on as it is, with its tenants where they fit."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.built import Plates, rowwise_sum
from transformatie.trail import figure


@figure("share")
def kept_share(plates: Plates) -> Array:
    """The part of a building that stays what it is.

    kept_share = 1 − Σ area × storeys converted / Σ area × storeys
    """
    on = np.where(np.isnan(plates.converted), plates.storeys, plates.converted)
    whole = rowwise_sum(plates.area * plates.storeys)
    return 1.0 - rowwise_sum(plates.area * on) / np.where(whole > 0, whole, 1.0)


@figure("flag")
def tenants_stay(lettable: Array, vacant: Array, kept_share: Array) -> Array:
    """Whether today's tenants fit on the storeys that are kept: then nobody has to leave.

    tenants_stay = lettable − vacant ≤ kept_share × lettable, where anything is kept

    lettable, vacant (N,) m2 VVO; kept_share (N,). Tenants are moved within the building at no cost here.
    """
    return ((kept_share > 0) & (lettable - vacant <= kept_share * lettable + 1e-6)).astype(float)


@figure("m2")
def kept_vacant(lettable: Array, vacant: Array, kept_share: Array, stays: Array) -> Array:
    """What is to let as office on the storeys that are kept.

    kept_vacant = kept_share × lettable − (lettable − vacant where tenants stay), not below 0

    All (N,): m2 VVO, m2, share, flag.
    """
    return np.maximum(kept_share * lettable - stays * (lettable - vacant), 0.0)


@figure("day")
def chosen(flag: Array, day: Array, otherwise: Array) -> Array:
    """One of two days.

    chosen = day where flag, else otherwise
    """
    return np.where(flag > 0, day, otherwise)
