"""From a heading as people write it to the column of the schema, in Dutch or English or by a map of their own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from transformatie.errors import InputError, Lang, Problem, nearest
from transformatie.portfolio.columns import LISTS, YEARS, column, fixed, of_list
from transformatie.yaml_lines import read_document

Names = Mapping[str, Mapping[Lang, Sequence[str]]]
#: Columns of the table that are no field of the input file.
OWN = ("id",)


@cache
def table() -> Mapping[str, Any]:
    """The headings and spellings of this package, all of it as text."""
    text = files("transformatie.portfolio").joinpath("headers.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    return found


def plain(text: str) -> str:
    """A heading without case, accents, spaces and signs; a dot between words of our own names stays.

    >>> plain(" Commerciële Boekwaarde (€) "), plain("books.woz.2026")
    ('commercieleboekwaarde', 'books.woz.2026')
    """
    text = re.sub(r"[(\[].{0,40}?[)\]]\s*$", "", text.strip())
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in letters if c.isalnum() or c in "._").strip(".").replace("m²", "m2")


@cache
def _known() -> Mapping[str, str]:
    """Plain heading → column, for every heading without a number in it."""
    out: dict[str, str] = {}
    for name in fixed():
        out.setdefault(plain(name), name)
    for name, languages in table()["columns"].items():
        for heading in (h for names in languages.values() for h in names):
            out.setdefault(plain(heading), name)
            for end, words in table()["ends"].items():
                if column(f"{name}.{end}"):
                    for word in (w for ws in words.values() for w in ws):
                        out.setdefault(plain(f"{heading} {word}"), f"{name}.{end}")
    return out


@cache
def _families() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Pattern of a heading with a number in it → family and field."""
    out = []
    for family, languages in table()["families"].items():
        names = {plain(h) for hs in languages.values() for h in hs} | {plain(family)}
        if family in YEARS:
            out += [(re.compile(rf"{re.escape(n)}\.?(\d{{4}})"), family, "") for n in names]
            continue
        for field in of_list(family):
            words = table()["items"][family].get(field, {})
            parts = {plain(w) for ws in words.values() for w in ws} | {field}
            out += [
                (re.compile(rf"{re.escape(n)}\.?(\d)\.?{re.escape(p)}"), family, field)
                for n in names
                for p in parts
            ]
    return tuple(out)


def column_of(heading: str) -> str | None:
    """The column of one heading, or None.

    >>> column_of("Bouwjaar"), column_of("WOZ-waarde 2026"), column_of("Lening 1 rente"), column_of("BVO (m²)")
    ('building.built', 'books.woz.2026', 'books.loans.1.rate', 'building.gross_floor_area')
    """
    key = plain(heading)
    if key in OWN:
        return key
    if key in _known():
        return _known()[key]
    for pattern, family, field in _families():
        if found := pattern.fullmatch(key):
            return f"{family}.{found[1]}" + (f".{field}" if field else "")
    name = heading.strip().removesuffix(".mid")
    return name if column(name) or name in OWN else None


def lease_column_of(heading: str) -> str | None:
    """The field of a lease under a heading of the table of leases, or None."""
    key = plain(heading)
    for field, languages in table()["items"]["leases"].items():
        if key == field or key in {plain(h) for hs in languages.values() for h in hs}:
            return str(field)
    return key if key in of_list("leases") else None


def heading(name: str, lang: Lang) -> str:
    """The heading we write ourselves for a column."""
    columns: Names = table()["columns"]
    if name in columns:
        return columns[name][lang][0]
    head, _, last = name.rpartition(".")
    if last in table()["ends"] and head in columns:
        return f"{columns[head][lang][0]} {table()['ends'][last][lang][0]}"
    if head in table()["families"]:
        return f"{table()['families'][head][lang][0]} {last}"
    for family in LISTS:
        number, _, field = name.removeprefix(f"{family}.").partition(".")
        words = table()["items"].get(family, {}).get(field)
        if name.startswith(f"{family}.") and words and family in table()["families"]:
            return f"{table()['families'][family][lang][0]} {number} {words[lang][0].lower()}"
    return name


def lease_heading(field: str, lang: Lang) -> str:
    """The heading we write ourselves for a field of a lease."""
    words = table()["items"]["leases"].get(field)
    return str(words[lang][0]) if words else field


@dataclass(frozen=True)
class Mapped:
    """Which heading holds which column, and the headings that hold none, each with the nearest we know."""

    columns: Mapping[str, str]
    ignored: Mapping[str, str | None]


def mapped(headings: Sequence[str], file: str, own: Mapping[str, str], leases: bool = False) -> Mapped:
    """The columns of a file. `own`: heading → column, as the user mapped them; an empty column leaves it out.

    Errors: InputError for two headings of one column.
    """
    columns: dict[str, str] = {}
    ignored: dict[str, str | None] = {}
    twice: list[Problem] = []
    for h in headings:
        name = own[h] if h in own else (lease_column_of(h) if leases else column_of(h))
        if not name:
            ignored[h] = None if h in own else nearest(plain(h), [*_known()])
        elif name in columns:
            twice.append(
                Problem(
                    file,
                    1,
                    h,
                    f"'{columns[name]}' en '{h}'",
                    f"één kolom voor {name}",
                    f"one column for {name}",
                )
            )
        else:
            columns[name] = h
    if twice:
        raise InputError(twice)
    return Mapped(columns, ignored)


def read_map(path: Path | None) -> dict[str, str]:
    """A map of headings of the user's own: a YAML file of `heading: column`.

    Errors: InputError, with line, for a column the schema does not know.
    """
    if path is None:
        return {}
    document = read_document(path)
    problems = []
    out: dict[str, str] = {}
    for key, name in (document.values if isinstance(document.values, dict) else {}).items():
        found = "" if name is None else column_of(str(name)) or lease_column_of(str(name))
        if found is None:
            problems.append(Problem(document.file, document.line((key,)), key, f"'{name}'", "een kolom van het schema",
                                    "a column of the schema", nearest(str(name), [*fixed()])))  # fmt: skip
        else:
            out[str(key)] = found
    if problems:
        raise InputError(problems)
    return out


def spellings(choices: Iterable[str]) -> dict[str, str]:
    """Every way to write each of these choices → the choice.

    >>> spellings(("bv", "ib"))["n.v."], spellings(("none", "A"))["geen"]
    ('bv', 'none')
    """
    out = {}
    for choice in choices:
        for word in (choice, *table()["choices"].get(choice, ())):
            out[str(word).strip().lower()] = choice
    return out
