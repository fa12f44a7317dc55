"""What a change of law does to each option of one building, to its owner and to the Treasury: not law, an exploration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from transformatie import __version__
from transformatie.appraise.treasury import Treasury, treasury
from transformatie.evaluate import Appraised, Question, appraised
from transformatie.input.building import Read
from transformatie.kan import gates
from transformatie.result import Band, Part, Words
from transformatie.yaml_lines import read_document


class Purse(Part):
    """Present value of what the public purse receives from an option, EUR, at the owner's rate after tax."""

    income_tax: float
    vat: float
    transfer_tax: float
    landlord_levy: float
    state: float
    municipality: float


class Effect(Part):
    """One option under one overlay, beside the law in force."""

    name: str
    label: Words
    value: float
    value_in_law: float
    change: float
    rank: int
    rank_in_law: int
    purse: Purse
    purse_change: Purse


class Change(Part):
    """One parameter the overlay sets, and what the law in force says on the day of assessment."""

    name: str
    label: Words
    value: Any
    in_law: Any


class Policy(Part):
    """One overlay: what it changes, and what that does to every option. best: the first in rank."""

    file: str
    label: Words
    changes: tuple[Change, ...]
    rows: tuple[Effect, ...]
    best: str
    best_in_law: str
    warning: Words


class PolicyStudy(Part):
    """Overlays side by side on one building, central values."""

    version: str
    input_file: str
    assessed_on: date
    known_on: date
    policies: tuple[Policy, ...]


def study(read: Read, question: Question) -> PolicyStudy:
    """Each overlay of the question alone, against the law without any."""
    law = appraised(read, replace(question, overlays=()))
    policies = tuple(
        _policy(path, law, appraised(read, replace(question, overlays=(path,)))) for path in question.overlays
    )
    return PolicyStudy(
        version=__version__,
        input_file=Path(read.document.file).name,
        assessed_on=read.building.assess.date,
        known_on=law.law.known_on,
        policies=policies,
    )


def _policy(path: Path, law: Appraised, new: Appraised) -> Policy:
    values: Mapping[str, Any] = read_document(path).values or {}
    label = values.get("label") or {"nl": path.stem, "en": path.stem}
    before, after = ranks(law), ranks(new)
    rows = tuple(_effect(name, law, new, before, after) for name in sorted(after, key=after.__getitem__))
    names = Words(nl=str(label["nl"]), en=str(label["en"]))
    return Policy(
        file=path.name, label=names, changes=tuple(_changes(values, law, new)), rows=rows,
        best=min(after, key=after.__getitem__), best_in_law=min(before, key=before.__getitem__),
        warning=Words(nl=f"Dit is geen geldend recht: een verkenning met {path.name}.", en=f"This is not law: an exploration with {path.name}."),
    )  # fmt: skip


def ranks(a: Appraised) -> dict[str, int]:
    """The rank of each row by central value after tax, those that cannot be last."""
    building = a.resolved.read.building

    def order(name: str) -> tuple[bool, float, str]:
        band: Band = gates.kan(a.run.outcomes[name].plan, building, a.law).band
        return band == "red", -round(float(a.run.outcomes[name].value_after_tax[0]), 2), name

    return {name: i for i, name in enumerate(sorted(a.run.outcomes, key=order), 1)}


def _changes(values: Mapping[str, Any], law: Appraised, new: Appraised) -> list[Change]:
    out = []
    for name in (n for n in values if n != "label"):
        parameter = new.law.tables.parameters[name]
        entries = [e for e in parameter.values if e.overlay]
        on = max(entries[0].from_, law.run.setting.first)
        words = Words(nl=parameter.label.nl, en=parameter.label.en)
        out.append(
            Change(
                name=name,
                label=words,
                value=new.law.value(name, on),
                in_law=law.law.value(name, on, carry=True),
            )
        )
    return out


def _effect(
    name: str, law: Appraised, new: Appraised, before: Mapping[str, int], after: Mapping[str, int]
) -> Effect:
    label = new.run.options.by_name[name].label
    value, old = (float(a.run.outcomes[name].value_after_tax[0]) for a in (new, law))
    mine, theirs = (treasury(a.run.outcomes[name], a.run.setting) for a in (new, law))
    return Effect(
        name=name, label=Words(nl=label.nl, en=label.en), value=value, value_in_law=old, change=value - old, rank=after[name],
        rank_in_law=before[name], purse=_purse(mine), purse_change=_purse(mine, theirs),
    )  # fmt: skip


def _purse(of: Treasury, less: Treasury | None = None) -> Purse:
    parts = {}
    for name in Purse.model_fields:
        amount = float(getattr(of, name)[0])
        parts[name] = amount if less is None else amount - float(getattr(less, name)[0])
    return Purse(**parts)
