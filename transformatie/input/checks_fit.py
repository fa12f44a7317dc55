"""What must hold in `fit`, `floors` and `programme` of an input file, on raw values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from transformatie.criteria import edition_for, editions, of_edition
from transformatie.errors import Problem, nearest

if TYPE_CHECKING:
    from transformatie.input.checks import Reader

#: How far the floors may add up to another area than the building has.
AREA_SLACK = 0.05


def fit_checks(read: Reader) -> Iterator[Problem]:
    """Answers belong to a criterion; those of the meter need the edition, for editions ask opposite ways round."""
    answers = read.raw("fit", "answers")
    if not isinstance(answers, dict) or not answers:
        return
    edition = read.raw("fit", "edition")
    meter = of_edition(edition if edition in (2007, 2018) else 2018)
    others = [e for e in editions().values() if e.options and e != edition_for("convert_let")]
    ids = {c.id for e in (meter, *others) for c in e.criteria}
    elsewhere = {c.id for e in others for c in e.criteria}
    for key in answers:
        if key not in ids:
            found = read.problem(("fit", "answers", key), "een criterium", "a criterion", f"'{key}'")
            yield replace(found, nearest=nearest(str(key), ids))
    if edition is None and (own := [k for k in answers if k in ids - elsewhere]):
        yield read.problem(
            ("fit", "answers", own[0]),
            "ook fit.edition (2007 of 2018): de edities vragen precies andersom",
            "fit.edition too (2007 or 2018): the editions ask opposite ways round",
            own[0],
        )


def floor_checks(read: Reader) -> Iterator[Problem]:
    """Floors add up to the building; no more storeys are converted than there are."""
    floors = read.items("floors")
    if not floors:
        return
    area, storeys = 0.0, 0.0
    for i in range(len(floors)):
        here, each = read.number("floors", i, "storeys"), read.number("floors", i, "area")
        part = read.number("floors", i, "converted_storeys")
        if here is None or each is None:
            return
        area, storeys = area + here * each, storeys + here
        if part is not None and part > here:
            yield read.problem(
                ("floors", i, "converted_storeys"),
                f"ten hoogste {here:g}, de bouwlagen van deze soort",
                f"at most {here:g}, the storeys of this kind",
            )
    gross = read.number("building", "gross_floor_area")
    if gross and abs(area - gross) > AREA_SLACK * gross:
        yield read.problem(
            ("floors",),
            f"samen ongeveer het bruto vloeroppervlak ({gross:g})",
            f"together about the gross floor area ({gross:g})",
            f"{area:g}",
        )
    total = read.number("building", "storeys")
    if total and total != storeys:
        yield read.problem(
            ("floors",),
            f"samen building.storeys ({total:g})",
            f"together building.storeys ({total:g})",
            f"{storeys:g}",
        )


def programme_checks(read: Reader) -> Iterator[Problem]:
    """Shares are shares of a whole."""
    asked = [read.number("programme", n) or 0.0 for n in ("social_share", "mid_share")]
    if sum(asked) > 1 + 1e-9:
        yield read.problem(
            ("programme", "mid_share"),
            f"met social_share samen ten hoogste 1 ({sum(asked):g})",
            f"with social_share at most 1 ({sum(asked):g})",
        )
    mix: list[Any] = read.items("programme", "mix")
    shares = [read.number("programme", "mix", i, "share") for i in range(len(mix))]
    total = sum(s for s in shares if s is not None)
    if mix and None not in shares and abs(total - 1) > 1e-6:
        yield read.problem(
            ("programme", "mix"), "aandelen die samen 1 zijn", "shares that add up to 1", f"{total:g}"
        )
