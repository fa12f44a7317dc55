"""Which inputs move value and rank most: every input at both ends of its range, as cases of one run of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transformatie.cases import Resolved, Value, stream_of, varied
from transformatie.chance import Drawn
from transformatie.dated import Array
from transformatie.evaluate import Appraised
from transformatie.explored import Chance, Moved, Sensitivity, Tornado
from transformatie.formulas.chance import variance_share
from transformatie.formulas.procedure_draws import LEVELS, VARIABLES
from transformatie.parts import Words
from transformatie.permit_labels import permit_words
from transformatie.run import setting_of, values
from transformatie.sampling import Streams
from transformatie.standing import labels, standing

#: Bars of a tornado and inputs named beside it, classes of a variance, and the least share and swing worth naming.
BARS, OTHERS, BINS, LEAST, LEAST_EURO = 10, 5, 20, 0.01, 1.0
METHOD = Words(
    nl="Laag en hoog zijn de einden van de eigen bandbreedte van elke invoer; de rest staat op het midden. Het aandeel in de spreiding "
    f"is dat van de eerste orde: de variantie van de gemiddelden van {BINS} even grote klassen over de trekkingen, gezuiverd van toeval. "
    "Invoer die samen beweegt, deelt aandelen; samen zijn ze daarom geen 100 %.",
    en="Low and high are the ends of each input's own range; the rest stays at its middle. The share of variance is of the first order: "
    f"the variance of the means of {BINS} classes of equal size over the draws, cleared of chance. Inputs that move together share their "
    "parts, so that they do not add up to 100%.",
)  # fmt: skip


@dataclass(frozen=True)
class Ends:
    """Values of every option (1 + 2 J,): the central case, then each input at its low and at its high end."""

    inputs: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Array]

    def table(self) -> Array:
        """All options by case, (R, 1 + 2 J)."""
        return np.array(list(self.values.values()))


def inputs_of(resolved: Resolved) -> dict[str, tuple[str, ...]]:
    """The uncertain inputs, each with the figures that follow it: options that ask the same share one input."""
    out: dict[str, tuple[str, ...]] = {}
    for name, value in resolved.values.items():
        if value.uncertain:
            out[stream_of(name)] = (*out.get(stream_of(name), ()), name)
    return out


def ends(a: Appraised) -> Ends:
    """One run: a case of its own for each end of each input."""
    inputs = inputs_of(a.resolved)
    n, axis = 1 + 2 * len(inputs), a.run.setting.periods
    moved = {}
    for i, names in enumerate(inputs.values()):
        for name in names:
            v = a.resolved.values[name]
            moved[name] = np.full(n, v.mid)
            moved[name][[1 + 2 * i, 2 + 2 * i]] = v.low, v.high
    s = setting_of([a.resolved], varied(a.resolved, axis.years, n, moved), axis, a.law)
    return Ends(inputs, values(s, a.run.options))


def sensitivity(a: Appraised, drawn: Drawn, seed: int, names: Sequence[str] = ()) -> Sensitivity:
    """Tornados of the named options; of what is advised, and of the best way to act, where none is named."""
    found = ends(a)
    how = standing(a, drawn)
    chosen = names or dict.fromkeys((how.advised, how.acting))
    size = len(next(iter(drawn.values.values())))
    return Sensitivity(
        draws=size, seed=seed, labels=labels(a.run), method=METHOD,
        tornados=tuple(tornado(n, a, found, drawn.values[n], seed) for n in chosen),
    )  # fmt: skip


def tornado(name: str, a: Appraised, found: Ends, drawn: Array, seed: int) -> Tornado:
    """The inputs that move one option most, and those beyond them that change its place or the first place."""
    options, table, own = list(found.values), found.table(), found.values[name]
    ranks = 1 + np.sum(table > own, axis=0)
    first = [options[i] for i in np.argmax(table, axis=0)]
    streams = Streams(seed, a.resolved.read.identity, len(drawn))
    bars = []
    for i, (stream, members) in enumerate(found.inputs.items()):
        low, high = 1 + 2 * i, 2 + 2 * i
        leader = _leader(members, name, a.resolved)
        numbers = streams.uniform(stream, leader.group, leader.world)
        bars.append(
            Moved(
                name=stream, label=Words(nl=leader.label.nl, en=leader.label.en), unit=leader.unit, low=leader.low, mid=leader.mid, high=leader.high,
                source=leader.source, confidence=leader.confidence, at_low=float(own[low]), at_high=float(own[high]),
                rank_low=int(ranks[low]), rank_high=int(ranks[high]), first_low=first[low], first_high=first[high],
                variance=float(variance_share(numbers, drawn, BINS)),
            )
        )  # fmt: skip
    moving = sorted(
        (b for b in bars if abs(b.at_high - b.at_low) >= LEAST_EURO),
        key=lambda b: (-abs(b.at_high - b.at_low), b.name),
    )
    kept, leading = moving[:BARS], first[0]
    others = [b for b in bars if b not in kept and {b.first_low, b.first_high} != {leading}]
    others.sort(key=lambda b: (-b.variance, b.name))
    return Tornado(
        option=name, label=labels(a.run)[name], value=float(own[0]),
        rank=int(ranks[0]), first=leading, bars=tuple(kept), others=tuple(others[:OTHERS]), procedure=procedure(drawn, streams),
    )  # fmt: skip


def _leader(members: Sequence[str], option: str, resolved: Resolved) -> Value:
    """The figure that stands for an input: the option's own where it has one."""
    own = [m for m in members if m.startswith(f"{option}.")]
    return resolved.values[(own or list(members))[0]]


def procedure(drawn: Array, streams: Streams) -> tuple[Chance, ...]:
    """The turns of the permit procedure that explain a part of the variance, the largest first."""
    shares = {
        n: float(variance_share(streams.plain(f"permit {n}"), drawn, BINS)) for n in (*VARIABLES, *LEVELS)
    }
    kept = sorted((n for n in shares if shares[n] >= LEAST), key=lambda n: -shares[n])
    return tuple(Chance(name=n, label=permit_words(n), variance=shares[n]) for n in kept)
