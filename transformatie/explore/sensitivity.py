"""Which inputs move value and rank most: every input at both ends of its range, as cases of one run of the engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transformatie.chance import Drawn
from transformatie.dated import Array
from transformatie.evaluate import Appraised
from transformatie.explore.effects import Ends, ends
from transformatie.explore.inputs import BINS, Share, all_streams, courses, leader, shares, turns
from transformatie.explore.result import Chance, Moved, Sensitivity, Tornado
from transformatie.explore.standing import labels, standing
from transformatie.parts import Words
from transformatie.sampling import Sampling, Streams

#: Bars of a tornado and inputs named beside it, and the least share of variance and swing worth naming.
BARS, OTHERS, LEAST, LEAST_EURO = 10, 5, 0.01, 1.0
METHOD = Words(
    nl="Laag en hoog zijn de einden van de eigen bandbreedte van elke invoer; de rest staat op het midden. Het aandeel in de spreiding "
    f"is dat van de eerste orde: de variantie van de gemiddelden van {BINS} even grote klassen over de trekkingen, gezuiverd van toeval. "
    "Invoer die samen beweegt, deelt aandelen; samen zijn ze daarom geen 100 %.",
    en="Low and high are the ends of each input's own range; the rest stays at its middle. The share of variance is of the first order: "
    f"the variance of the means of {BINS} classes of equal size over the draws, cleared of chance. Inputs that move together share their "
    "parts, so that they do not add up to 100%.",
)  # fmt: skip


def sensitivity(
    a: Appraised, drawn: Drawn, seed: int, names: Sequence[str] = (), sampling: Sampling = "plain"
) -> Sensitivity:  # fmt: skip
    """Tornados of the named options; of what is advised, and of the best way to act, where none is named."""
    found = ends(a.resolved, a.run, a.law)
    if not names:
        how = standing(a, drawn)
        names = list(dict.fromkeys((how.advised, how.acting)))
    size = len(next(iter(drawn.values.values())))
    return Sensitivity(
        draws=size, seed=seed, labels=labels(a.run), method=METHOD,
        tornados=tuple(tornado(n, a, found, drawn.values[n], all_streams(a.resolved, size, seed, sampling)) for n in names),
    )  # fmt: skip


def tornado(name: str, a: Appraised, found: Ends, drawn: Array, streams: Streams) -> Tornado:
    """The inputs that move one option most, and those beyond them that change its place or the first place."""
    options, table, own = list(found.values), found.table(), found.values[name]
    ranks = 1 + np.sum(table > own, axis=0)
    first = [options[i] for i in np.argmax(table, axis=0)]
    explains = {s.name: s.share for s in shares(a.resolved, drawn, streams, name)}
    bars = []
    for i, (stream, members) in enumerate(found.inputs.items()):
        low, high = 1 + 2 * i, 2 + 2 * i
        v = leader(members, name, a.resolved)
        bars.append(
            Moved(
                name=stream, label=Words(nl=v.label.nl, en=v.label.en), unit=v.unit, low=v.low, mid=v.mid, high=v.high, source=v.source,
                confidence=v.confidence, at_low=float(own[low]), at_high=float(own[high]), rank_low=int(ranks[low]), rank_high=int(ranks[high]),
                first_low=first[low], first_high=first[high], variance=explains[stream],
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
        rank=int(ranks[0]), first=leading, bars=tuple(kept), others=tuple(others[:OTHERS]), procedure=_named(turns(drawn, streams)),
        markets=_named(courses(a.resolved, a.law, drawn, streams)),
    )  # fmt: skip


def _named(found: Sequence[Share]) -> tuple[Chance, ...]:
    """Turns of the procedure or courses of markets that explain a part of the variance, the largest first."""
    kept = sorted((s for s in found if s.share >= LEAST), key=lambda s: -s.share)
    return tuple(Chance(name=s.name, label=s.label, variance=s.share) for s in kept)
