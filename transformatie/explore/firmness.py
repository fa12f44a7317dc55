"""How firm an advice is: the chance first, the margin of the sum, and what the difference with the second choice hangs on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transformatie.advice import FALLBACKS, euro
from transformatie.chance import Drawn
from transformatie.dated import Law
from transformatie.explore.inputs import Share, all_streams, courses, least, shares, tells_shares, turns
from transformatie.formulas.chance import standard_error
from transformatie.input.settle import Resolved
from transformatie.parts import Words
from transformatie.result import Advice, Row
from transformatie.sampling import Sampling

#: How many inputs and turns are named, and draws below which shares are noise.
NAMED, ENOUGH = 3, 400
FOUNDED = {
    "given": ("opgegeven", "given"), "verified": ("nagegaan", "verified"), "secondary": ("uit tweede hand", "second-hand"),
    "derived": ("afgeleid", "derived"), "memory": ("uit het hoofd", "from memory"), "assumption": ("aanname", "assumption"),
}  # fmt: skip


def with_firmness(
    advice: Advice, rows: Sequence[Row], drawn: Drawn | None, resolved: Resolved, law: Law, seed: int, sampling: Sampling
) -> Advice:  # fmt: skip
    """The advice with how firm it is before its reasons; as it is where nothing was drawn."""
    if drawn is None:
        words = Words(nl="Zonder trekkingen: het advies rust op centrale waarden en zegt niets over kans.",
                      en="Without draws: the advice rests on central values and says nothing of chance.")  # fmt: skip
        return advice.model_copy(update={"reasons": (words, *advice.reasons)})
    label, first = {r.name: r.label for r in rows}, {r.name: r.spread.chance_first for r in rows if r.spread}
    often = max((n for n in first if n != advice.row), key=lambda n: first[n])
    second = advice.runner_up or max(
        (n for n in FALLBACKS if n != advice.row), key=lambda n: float(np.mean(drawn.values[n]))
    )
    said = [_chance(first[advice.row], first[often], label[often], law, resolved)]
    said += _margin(drawn.values[advice.row] - drawn.values[second], drawn.parts, label[second])
    difference = drawn.values[advice.row] - drawn.values[often]
    if len(difference) >= ENOUGH and tells_shares(sampling):
        streams = all_streams(resolved, len(difference), seed, sampling)
        found = [
            *shares(resolved, difference, streams, advice.row),
            *courses(resolved, law, difference, streams),
        ]
        said.append(_hangs_on(_most(found, len(difference)), label[often]))
        if drawn.needs_permit[advice.row] or drawn.needs_permit[often]:
            said.append(_odds(_most(turns(difference, streams), len(difference)), least(len(difference))))
    return advice.model_copy(update={"reasons": (*said, *advice.reasons)})


def _chance(own: float, other: float, rival: Words, law: Law, resolved: Resolved) -> Words:
    """In how many draws it is first, and which other row is so most often."""
    on = resolved.read.building.assess.date
    if own >= float(law.value("gates.advice_firm_from", on)):
        nl, en = "Het advies staat stevig", "The advice is firm"
    elif own >= float(law.value("gates.advice_fair_from", on)):
        nl, en = "Het advies staat redelijk stevig", "The advice is fairly firm"
    else:
        nl, en = "Het advies staat zwak", "The advice is weak"
    return Words(
        nl=f"{nl}: in {100 * own:.0f} van de 100 trekkingen is dit de beste rij; {_lower(rival.nl)} in {100 * other:.0f}.",
        en=f"{en}: in {100 * own:.0f} of 100 draws this is the best row; {_lower(rival.en)} in {100 * other:.0f}.",
    )


def _margin(difference: np.ndarray, parts: int, rival: Words) -> list[Words]:
    """A warning where the difference in expected value is within the noise of the draws."""
    mean, error = float(np.mean(difference)), float(standard_error(difference, parts))
    if abs(mean) >= 2.0 * error:
        return []
    return [Words(nl=f"Het verschil met {_lower(rival.nl)} ({euro(mean)}) valt binnen de marge van de trekkingen (± {euro(2 * error)}).",
                  en=f"The difference with {_lower(rival.en)} ({euro(mean, 'en')}) is within the margin of the draws (± {euro(2 * error, 'en')}).")]  # fmt: skip


def _hangs_on(most: Sequence[Share], rival: Words) -> Words:
    """The inputs that explain most of the difference, with how well each is founded."""
    nl = ", ".join(f"{_lower(s.label.nl)} ({100 * s.share:.0f} %, {FOUNDED[s.confidence][0]})" for s in most)
    en = ", ".join(f"{_lower(s.label.en)} ({100 * s.share:.0f}%, {FOUNDED[s.confidence][1]})" for s in most)
    if not most:
        return Words(
            nl="Geen enkele invoer bepaalt het verschil in het bijzonder.",
            en="No single input decides the difference.",
        )
    return Words(
        nl=f"Het verschil met {_lower(rival.nl)} hangt aan: {nl}.",
        en=f"The difference with {_lower(rival.en)} hangs on: {en}.",
    )


def _odds(most: Sequence[Share], share: float) -> Words:
    """The assumed odds that it hangs on."""
    if not most:
        return Words(nl=f"Van de aangenomen kansen in de procedure verklaart geen enkele {100 * share:.0f} % van dat verschil.",
                     en=f"Of the assumed odds of the procedure none explains {100 * share:.0f}% of that difference.")  # fmt: skip
    return Words(
        nl="Van de aangenomen kansen in de procedure telt: "
        + ", ".join(f"{_lower(s.label.nl)} ({100 * s.share:.0f} %)" for s in most)
        + ".",
        en="Of the assumed odds of the procedure these count: "
        + ", ".join(f"{_lower(s.label.en)} ({100 * s.share:.0f}%)" for s in most)
        + ".",
    )


def _most(found: Sequence[Share], draws: int) -> list[Share]:
    kept = [s for s in found if s.share >= least(draws)]
    return sorted(kept, key=lambda s: (-s.share, s.name))[:NAMED]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:] if not text[:3].isupper() else text
