"""Plain words, in Dutch and English, for the mistakes pydantic finds in what a user wrote."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from transformatie.errors import Problem, nearest
from transformatie.yaml_lines import Document, dotted


def problems(
    error: ValidationError, document: Document, at: tuple[str, ...], known: list[str]
) -> list[Problem]:
    """The mistakes pydantic found, with the line each stands on."""
    out: dict[tuple[str | int, ...], Problem] = {}
    for e in error.errors():
        path = _in_document((*at, *(p for p in e["loc"] if isinstance(p, str | int))), document.values)
        allowed_nl, allowed_en = allowed(e["type"], e.get("ctx", {}), e["msg"])
        hint = nearest(str(path[-1]), known) if e["type"] == "extra_forbidden" and path else None
        read = "-" if e["type"] == "missing" or isinstance(e["input"], dict) else f"{e['input']!r}"[:60]
        problem = Problem(
            document.file, document.line(path), dotted(path) or "-", read, allowed_nl, allowed_en, hint
        )
        out.setdefault((*path, e["type"] if e["type"].startswith("value_error") else ""), problem)
    return list(out.values())


def _in_document(path: tuple[str | int, ...], values: Any) -> tuple[str | int, ...]:
    """The part of pydantic's location that stands in the document: names of union members are left out."""
    kept: list[str | int] = []
    for i, part in enumerate(path):
        if isinstance(values, dict) and str(part) in {str(k) for k in values}:
            values = next(v for k, v in values.items() if str(k) == str(part))
        elif isinstance(values, list) and isinstance(part, int) and part < len(values):
            values = values[part]
        elif isinstance(values, dict) and i == len(path) - 1:
            values = None
        else:
            continue
        if part != "[key]":
            kept.append(part)
    return tuple(kept)


def allowed(kind: str, context: dict[str, Any], message: str) -> tuple[str, str]:
    """What would be right, in Dutch and in English, by the kind of mistake pydantic names."""
    bound = {
        k: f"{v:g}" if isinstance(v := context.get(k), float) else v
        for k in ("gt", "ge", "lt", "le", "expected", "pattern", "min_length", "max_length")
    }
    one_of = str(bound["expected"])
    words = {
        "missing": ("een waarde (verplicht veld)", "a value (compulsory field)"),
        "extra_forbidden": ("een bekend veld", "a known field"),
        "finite_number": ("een eindig getal", "a finite number"),
        "float_type": ("een getal", "a number"), "float_parsing": ("een getal", "a number"),
        "int_type": ("een geheel getal", "a whole number"), "int_parsing": ("een geheel getal", "a whole number"),
        "int_from_float": ("een geheel getal", "a whole number"),
        "bool_type": ("true of false", "true or false"), "bool_parsing": ("true of false", "true or false"),
        "string_type": ("tekst", "text"), "list_type": ("een lijst", "a list"), "tuple_type": ("een lijst", "a list"),
        "dict_type": ("velden met waarden", "fields with values"), "model_type": ("velden met waarden", "fields with values"),
        "greater_than": (f"groter dan {bound['gt']}", f"greater than {bound['gt']}"),
        "greater_than_equal": (f"ten minste {bound['ge']}", f"at least {bound['ge']}"),
        "less_than": (f"kleiner dan {bound['lt']}", f"less than {bound['lt']}"),
        "less_than_equal": (f"ten hoogste {bound['le']}", f"at most {bound['le']}"),
        "literal_error": (f"een van {one_of.replace(' or ', ' of ')}", f"one of {one_of}"),
        "string_pattern_mismatch": (f"de vorm {bound['pattern']}", f"the form {bound['pattern']}"),
        "date_from_datetime_parsing": ("een datum jjjj-mm-dd", "a date yyyy-mm-dd"),
        "date_type": ("een datum jjjj-mm-dd", "a date yyyy-mm-dd"), "date_parsing": ("een datum jjjj-mm-dd", "a date yyyy-mm-dd"),
    }  # fmt: skip
    if kind in words:
        return words[kind]
    plain = message.removeprefix("Value error, ")
    nl, _, en = plain.partition(" || ")
    return nl, en or nl
