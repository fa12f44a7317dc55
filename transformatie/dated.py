"""Facts with a date: the tables of law, market, cost and odds, and what was known of them on a day.

A table is a YAML list of entries under a name; each entry has the day it is in force (`from`), the day it was
knowable (`published`, default `from`), a source and a confidence. The name of a parameter is `file.key`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from transformatie.errors import InputError, LawError, Problem, nearest
from transformatie.trail import leaf
from transformatie.units import UNITS
from transformatie.yaml_lines import dotted, read_document

Confidence = Literal["verified", "secondary", "derived", "memory", "assumption"]
#: From what carries a paper well to what carries it badly.
CONFIDENCES: tuple[Confidence, ...] = ("verified", "secondary", "derived", "memory", "assumption")
Scalar: TypeAlias = bool | int | float | str
Array: TypeAlias = Any  # numpy float64, int64 or datetime64[D]; shapes are in the docstrings


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Range(_Strict):
    """Low, mid and high of an uncertain value; P10, P50 and P90 unless `bounds`."""

    low: float
    mid: float
    high: float
    bounds: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Range:
        if not self.low <= self.mid <= self.high:
            raise ValueError("low, mid and high must not fall")
        return self


class Entry(_Strict):
    """One dated value of a parameter."""

    from_: date = Field(alias="from")
    until: date | None = None
    published: date | None = None
    value: Scalar | list[Scalar] | None = None
    low: float | None = None
    mid: float | None = None
    high: float | None = None
    bounds: bool = False
    source: str
    article: str = ""
    confidence: Confidence
    note: str = ""
    overlay: bool = False

    @model_validator(mode="after")
    def _one_form(self) -> Entry:
        spread = [self.low, self.mid, self.high]
        if (self.value is None) == (self.mid is None):
            raise ValueError("give either value, or low, mid and high")
        if self.mid is not None:
            if None in spread:
                raise ValueError("low, mid and high go together")
            Range(low=self.low, mid=self.mid, high=self.high)
        return self

    @property
    def central(self) -> Any:
        """The value, or the mid of a range."""
        return self.value if self.mid is None else self.mid

    @property
    def known(self) -> date:
        """The day from which the entry could be known."""
        return self.published or self.from_


class Label(_Strict):
    """A name for people."""

    nl: str
    en: str


class Parameter(_Strict):
    """A named, dated quantity."""

    label: Label
    unit: str
    beyond: Literal["hold", "end"] = "hold"
    price_level: int | None = None
    deflator: str | None = None
    values: Annotated[tuple[Entry, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> Parameter:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit '{self.unit}', nearest '{nearest(self.unit, UNITS)}'")
        low, high = UNITS[self.unit]
        for before, after in zip(self.values, self.values[1:], strict=False):
            if after.from_ < before.from_ or (after.from_ == before.from_ and after.known <= before.known):
                raise ValueError(f"dates must not fall: {after.from_} after {before.from_}")
        for e in self.values:
            for v in (e.value, e.low, e.mid, e.high):
                if isinstance(v, int | float) and not isinstance(v, bool) and not low <= v <= high:
                    raise ValueError(f"{v} is outside {low:g} to {high:g} {self.unit}")
        return self


class Source(_Strict):
    """A publication."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Tables:
    """All parameters of one folder (law, market, an option), by full name `file.key`."""

    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]

    def names(self, prefix: str = "") -> list[str]:
        """All names, in order, that start with `prefix`."""
        return sorted(n for n in self.parameters if n.startswith(prefix))

    def with_overlay(self, path: Path) -> Tables:
        """The same tables with the entries of one overlay file on top, each marked as not law.

        An overlay's parameter is written by its full name. From its first date on it replaces what stood there.
        Errors: InputError, with line, for names or values the tables do not know.
        """
        problems: list[Problem] = []
        document = read_document(path)
        merged = dict(self.parameters)
        if not isinstance(document.values, dict):
            raise InputError(
                [Problem(str(path), 1, "-", type(document.values).__name__, "parameters", "parameters")]
            )
        for name, body in document.values.items():
            if name == "label":
                continue
            line = document.line((name,))
            if name not in merged:
                problems.append(
                    Problem(
                        str(path),
                        line,
                        name,
                        f"'{name}'",
                        "een bekende parameter",
                        "a known parameter",
                        nearest(name, merged),
                    )
                )
                continue
            base = merged[name]
            entries = []
            for i, raw in enumerate(body if isinstance(body, list) else [body]):
                try:
                    raw = {"source": "overlay", "confidence": "assumption", "published": "0001-01-01", **raw}
                    entries.append(Entry.model_validate({**raw, "overlay": True}))
                except (ValidationError, TypeError) as error:
                    problems.append(
                        Problem(
                            str(path),
                            document.line((name, i)),
                            name,
                            _first(error),
                            "zie de regels van law/*.yaml",
                            "see the form of law/*.yaml",
                        )
                    )
            if entries:
                kept = tuple(e for e in base.values if e.from_ < entries[0].from_)
                try:
                    merged[name] = _overlaid(base, kept, entries)
                except (ValidationError, ValueError) as error:
                    problems.append(
                        Problem(
                            str(path), line, name, _first(error), "zoals de tabel zelf", "as the table itself"
                        )
                    )
        if problems:
            raise InputError(problems)
        return Tables(merged, {**self.sources, "overlay": Source(title=f"{path.name} (not law)")})


def read_tables(folder: Path) -> Tables:
    """Read every `*.yaml` of a folder but `sources.yaml`, which says what the source keys mean.

    Errors: InputError with file and line for anything the format does not allow.
    """
    problems: list[Problem] = []
    sources_file = folder / "sources.yaml"
    raw = read_document(sources_file).values if sources_file.exists() else {}
    sources = {key: Source.model_validate(body) for key, body in raw.items()}
    parameters: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "sources.yaml":
            continue
        document = read_document(path, f"{folder.name}/{path.name}")
        for key, body in document.values.items():
            try:
                parameter = Parameter.model_validate(body)
            except ValidationError as error:
                for e in error.errors():
                    where = (key, *(p for p in e["loc"] if isinstance(p, str | int)))
                    problems.append(
                        Problem(
                            document.file,
                            document.line(where),
                            dotted(where),
                            f"{e['input']!r}"[:80],
                            e["msg"],
                            e["msg"],
                        )
                    )
                continue
            for i, entry in enumerate(parameter.values):
                if entry.source not in sources:
                    problems.append(
                        Problem(
                            document.file,
                            document.line((key, "values", i)),
                            key,
                            f"source '{entry.source}'",
                            "een bron uit sources.yaml",
                            "a source of sources.yaml",
                            nearest(entry.source, sources),
                        )
                    )
            parameters[f"{path.stem}.{key}"] = parameter
    if problems:
        raise InputError(problems)
    return Tables(parameters, sources)


def _overlaid(base: Parameter, kept: tuple[Entry, ...], entries: list[Entry]) -> Parameter:
    """A parameter with other entries from a day on: within the bounds of its unit, in order, and of the same kind."""
    kinds = {_kind(e.central) for e in base.values}
    wrong = next((e for e in entries if _kind(e.central) not in kinds), None)
    if wrong is not None:
        raise ValueError(f"{wrong.central!r} is no {' or '.join(sorted(kinds))}")
    return Parameter.model_validate({**dict(base), "values": (*kept, *entries)})


def _kind(value: Any) -> str:
    """What an entry holds: a flag, a number, a word or a list."""
    kinds = ((bool, "flag"), (int | float, "number"), (str, "word"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "list")


def _first(error: Exception) -> str:
    return error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)


@dataclass(frozen=True)
class Law:
    """The tables as they could be known on a day, read for a day, for years, or for the dates of events.

    `in_force` is the day used where none is named; with `frozen` it is used for every date.
    """

    tables: Tables
    known_on: date
    in_force: date | None = None
    frozen: bool = False
    read: dict[tuple[str, date], Entry] = field(default_factory=dict, compare=False, repr=False)

    _known: dict[str, tuple[Entry, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _stepped: dict[str, tuple[Array, Array]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _told: dict[tuple[Any, ...], Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def entries(self, name: str) -> tuple[Entry, ...]:
        """The entries of a parameter that were knowable. Of two with one date in force, the later published.

        Errors: KeyError for a name no table holds (a mistake of ours), LawError when nothing was known yet.
        """
        if name not in self._known:
            parameter = self.tables.parameters.get(name)
            if parameter is None:
                raise KeyError(f"no table holds {name}; nearest: {nearest(name, self.tables.parameters)}")
            by_day = {e.from_: e for e in parameter.values if e.known <= self.known_on}
            if not by_day:
                raise LawError(
                    name, self.known_on, "toen nog niets gepubliceerd", "nothing published yet at that time"
                )
            self._known[name] = tuple(by_day[d] for d in sorted(by_day))
        return self._known[name]

    def entry(self, name: str, on: date | None = None, carry: bool = False) -> Entry:
        """The entry in force on a day. `carry`: past an `until`, take the last entry (a projection).

        Errors: LawError naming table and date where no entry holds.
        """
        day = self.in_force if on is None or self.frozen else on
        if day is None:
            raise LawError(name, "-", "geef een datum (in_force)", "give a date (in_force)")
        found = None
        for e in self.entries(name):
            if e.from_ <= day:
                found = e
        if found is None:
            raise LawError(name, day)
        if found.until and day > found.until and not carry:
            raise LawError(name, day, f"geldt tot en met {found.until}", f"in force until {found.until}")
        self.read[(name, found.from_)] = found
        return found

    def value(self, name: str, on: date | None = None, carry: bool = False) -> Any:
        """The central value in force on a day, as a plain number, flag, text or list."""
        return self.entry(name, on, carry).central

    def on(self, name: str, on: date | None = None, carry: bool = False) -> Array:
        """The central value in force on a day, as a leaf array of shape ()."""
        e = self.entry(name, on, carry)
        return self._leaf(e.central, name, [e])

    def at(self, name: str, days: Array, carry: bool = False) -> Array:
        """The value in force on each of `days` (N,) datetime64[D], as a leaf array of the same shape."""
        if self.frozen:
            return self._leaf(
                np.broadcast_to(np.asarray(self.value(name), float), np.shape(days)), name, [self.entry(name)]
            )
        entries, (starts, values) = self.entries(name), self._steps(name)
        index = starts.searchsorted(np.asarray(days, "datetime64[D]"), side="right") - 1
        if index.min(initial=0) < 0:
            raise LawError(name, str(np.min(days)))
        used = {i: entries[i] for i in np.flatnonzero(np.bincount(index.ravel()))}
        for i, e in used.items():
            self.read[(name, e.from_)] = e
            if e.until is not None and not carry and np.any(days[index == i] > np.datetime64(e.until)):
                raise LawError(
                    name, str(np.max(days)), f"geldt tot en met {e.until}", f"in force until {e.until}"
                )
        return self._leaf(values[index], name, list(used.values()))

    def _steps(self, name: str) -> tuple[Array, Array]:
        """The first day of each entry of a parameter, and its central value."""
        if name not in self._stepped:
            days, values = zip(*((e.from_, e.central) for e in self.entries(name)), strict=True)
            self._stepped[name] = np.array(days, "datetime64[D]"), np.array(values, float)
        return self._stepped[name]

    def by_year(self, name: str, years: Array, carry: bool = False) -> Array:
        """The value in force on 1 January of each of `years` (Y,), as a leaf array of shape (Y, 1)."""
        days = (np.asarray(years, int) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
        return self.at(name, days[:, None], carry)

    def carried(self, name: str, on: date) -> bool:
        """Whether `on` lies in a year after the last entry, so that its value is carried forward."""
        return self.entries(name)[-1].from_.year < on.year

    def source_line(self, entry: Entry) -> str:
        """Article and publication of an entry, for people."""
        source = self.tables.sources.get(entry.source)
        title = source.title if source else entry.source
        return f"{entry.article}, {title}" if entry.article else title

    def _leaf(self, value: Any, name: str, entries: list[Entry]) -> Array:
        key = (name, *(e.from_ for e in entries))
        if key not in self._told:
            worst = max((e.confidence for e in entries), key=CONFIDENCES.index)
            text = "; ".join(dict.fromkeys(f"{self.source_line(e)} ({e.from_})" for e in entries))
            self._told[key] = text, self.tables.parameters[name].unit, worst
        return leaf(value, name, "law", *self._told[key])
