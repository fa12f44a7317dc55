"""The uncertain inputs of a building, each with the figures that follow it, and what of a spread each explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transformatie.cases import stream_of
from transformatie.chance import variables_of
from transformatie.dated import Array, Law
from transformatie.formulas.chance import variance_share
from transformatie.formulas.procedure_draws import LEVELS, VARIABLES
from transformatie.input.facts import Value
from transformatie.input.settle import Resolved
from transformatie.parts import Words
from transformatie.paths import paths_of
from transformatie.periods import periods
from transformatie.permit.labels import permit_words
from transformatie.sampling import Sampling, Streams, streams_of

#: Classes of equal size in which the draws of a variable are put.
BINS = 20
#: Calendar years after the first of which it is asked what a market's state explains.
LOOKED_AT = (1, 2, 3, 5, 8, 12, 20)
COURSES = {
    "office_rent": Words(nl="koers van de kantoorhuur na vandaag", en="course of office rent after today"),
    "housing_rent": Words(nl="koers van de woninghuur na vandaag", en="course of housing rent after today"),
    "housing_price": Words(nl="koers van de woningprijs na vandaag", en="course of housing prices after today"),
    "yields": Words(nl="koers van de aanvangsrendementen na vandaag", en="course of initial yields after today"),
    "vacancy": Words(nl="koers van de leegstand in de markt na vandaag", en="course of vacancy in the market after today"),
}  # fmt: skip


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


def courses(resolved: Resolved, law: Law, drawn: Array, streams: Streams) -> list[Share]:
    """What the course of each market after today explains of values drawn (N,): its state in the year that tells most."""
    assess = resolved.read.building.assess
    paths = paths_of(periods(assess.date, assess.horizon_years), law, streams.steps)
    out = []
    for market, words in COURSES.items():
        states = [paths[market][y] for y in LOOKED_AT if market in paths and y <= assess.horizon_years]
        share = max((float(variance_share(state, drawn, BINS)) for state in states), default=0.0)
        out.append(Share(f"path {market}", words, "assumption", share))
    return out


def turns(drawn: Array, streams: Streams) -> list[Share]:
    """What each turn of the permit procedure explains of values drawn (N,). The odds behind them are assumptions."""
    return [
        Share(
            n, permit_words(n), "assumption", float(variance_share(streams.plain(f"permit {n}"), drawn, BINS))
        )
        for n in (*VARIABLES, *LEVELS)
    ]
