"""The uncertain inputs of a building, each with the figures that follow it, and what of a spread each explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transformatie.cases import stream_of
from transformatie.chance import variables_of
from transformatie.dated import Array
from transformatie.facts import Value
from transformatie.formulas.chance import variance_share
from transformatie.formulas.procedure_draws import LEVELS, VARIABLES
from transformatie.parts import Words
from transformatie.permit_labels import permit_words
from transformatie.sampling import Sampling, Streams, streams_of
from transformatie.settle import Resolved

#: Classes of equal size in which the draws of a variable are put.
BINS = 20


def least(draws: int) -> float:
    """The least share that chance alone seldom makes among as many variables as are drawn; and less than that of three in
    a hundred is not worth naming.

    >>> least(2000), round(least(400), 3)
    (0.03, 0.062)
    """
    return max(0.03, float(4.0 * np.sqrt(2.0 * (BINS - 1)) / draws))


def tells_shares(sampling: Sampling) -> bool:
    """Whether draws tell apart what each variable explains: Sobol points of many dimensions do not, for some move together."""
    return sampling != "sobol"


@dataclass(frozen=True)
class Share:
    """The share of the variance of something drawn that one input, or one turn of the procedure, explains on its own."""

    name: str
    label: Words
    confidence: str
    share: float


def inputs_of(resolved: Resolved) -> dict[str, tuple[str, ...]]:
    """The uncertain inputs, each with the figures that follow it: options that ask the same share one input."""
    out: dict[str, tuple[str, ...]] = {}
    for name, value in resolved.values.items():
        if value.uncertain:
            out[stream_of(name)] = (*out.get(stream_of(name), ()), name)
    return out


def leader(members: Sequence[str], option: str, resolved: Resolved) -> Value:
    """The figure that stands for an input: the option's own where it has one."""
    own = [m for m in members if m.startswith(f"{option}.")]
    return resolved.values[(own or list(members))[0]]


def all_streams(resolved: Resolved, draws: int, seed: int, sampling: Sampling) -> Streams:
    """The streams of a whole run, as its draws used them."""
    return streams_of(resolved.read.identity, variables_of(resolved), sampling, seed, draws)


def shares(resolved: Resolved, drawn: Array, streams: Streams, option: str = "") -> list[Share]:
    """What each uncertain input explains of values drawn (N,)."""
    out = []
    for stream, members in inputs_of(resolved).items():
        v = leader(members, option, resolved)
        u = streams.uniform(stream, v.group, v.world)
        out.append(
            Share(
                stream,
                Words(nl=v.label.nl, en=v.label.en),
                v.confidence,
                float(variance_share(u, drawn, BINS)),
            )
        )
    return out


def turns(drawn: Array, streams: Streams) -> list[Share]:
    """What each turn of the permit procedure explains of values drawn (N,). The odds behind them are assumptions."""
    return [
        Share(
            n, permit_words(n), "assumption", float(variance_share(streams.plain(f"permit {n}"), drawn, BINS))
        )
        for n in (*VARIABLES, *LEVELS)
    ]
