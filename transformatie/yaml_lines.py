"""YAML to plain values, with the line of every one of them.

A strict subset: no aliases, no duplicate keys, no tags, one document, at most 1 MB. Digits with a leading
zero stay text (a BAG id is no octal number); dates stay text until a model reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from transformatie.errors import InputError, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_DIGITS = 40
Path_ = tuple[str | int, ...]

_INT = re.compile(r"[-+]?(0|[1-9][0-9_]*)$")
_FLOAT = re.compile(
    r"[-+]?([0-9][0-9_]*)?\.[0-9]*([eE][-+]?[0-9]+)?$|[-+]?[0-9]+[eE][-+]?[0-9]+$|[-+]?\.(inf|nan)$", re.I
)
_BOOL = {"true": True, "false": False}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The loader without its own idea of what a plain word is: `scalar` says so."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        """One tag for every node; nobody reads it."""
        return "node"


@dataclass
class Document:
    """The values of one file and where each of them stands."""

    file: str
    values: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """The line of a path, or of the nearest parent that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def scalar(text: str) -> Any:
    """A plain YAML scalar as null, bool, int, float or text.

    >>> scalar("0344100000000001"), scalar("1_000"), scalar(".5"), scalar("no"), scalar("2026-01-01")
    ('0344100000000001', 1000, 0.5, 'no', '2026-01-01')
    """
    low = text.lower()
    if low in ("", "null", "~"):
        return None
    if low in _BOOL:
        return _BOOL[low]
    if _INT.match(text) and len(text) <= MAX_DIGITS:
        return int(text.replace("_", ""))
    if _FLOAT.match(text) and any(c.isdigit() or c in "nN" for c in text):
        return float(low.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
    return text


def read_document(path: Path, name: str | None = None, collect: list[Problem] | None = None) -> Document:
    """Read one YAML file. `collect`: put refused aliases and duplicate keys there, to be told with other mistakes.

    Errors: InputError for a file that cannot be read, is too large, is no YAML, or uses what is refused.
    """
    shown = name or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(
                [
                    _problem(
                        shown,
                        1,
                        "",
                        f"{path.stat().st_size} bytes",
                        f"ten hoogste {MAX_BYTES} bytes",
                        f"at most {MAX_BYTES} bytes",
                    )
                ]
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(
            [_problem(shown, 1, "", error.strerror or str(error), "een leesbaar bestand", "a readable file")]
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            [_problem(shown, 1, "", "bytes that are not UTF-8", "tekst in UTF-8", "text in UTF-8")]
        ) from error
    return parse(text, shown, collect)


def parse(text: str, name: str, collect: list[Problem] | None = None) -> Document:
    """Parse YAML text; see `read_document` for the errors."""
    document = Document(name, None)
    problems: list[Problem] = []
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else 1
        raise InputError([_problem(name, line, "", what, "geldige YAML", "valid YAML")]) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            [_problem(name, 1, "", type(error).__name__, "geldige YAML", "valid YAML")]
        ) from error
    if root is None:
        document.values = {}
    else:
        document.values = _walk(root, (), document, problems, set())
    if collect is not None:
        collect.extend(problems)
    elif problems:
        raise InputError(problems)
    return document


def _walk(node: yaml.Node, path: Path_, document: Document, problems: list[Problem], seen: set[int]) -> Any:
    """Turn a node into a value; collect what is refused."""
    line = node.start_mark.line + 1
    document.lines[path] = line
    if id(node) in seen:
        where = dotted(path)
        problems.append(_problem(document.file, line, where, "*alias", "de waarde zelf", "the value itself"))
        return None
    seen.add(id(node))
    if len(path) > MAX_DEPTH:
        problems.append(
            _problem(
                document.file,
                line,
                dotted(path),
                f"{len(path)}",
                f"ten hoogste {MAX_DEPTH} niveaus",
                f"at most {MAX_DEPTH} levels",
            )
        )
        return None
    if isinstance(node, yaml.ScalarNode):
        return scalar(node.value) if not node.style else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_walk(child, (*path, i), document, problems, seen) for i, child in enumerate(node.value)]
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        at = key_node.start_mark.line + 1
        if key in values:
            problems.append(
                _problem(
                    document.file,
                    at,
                    dotted((*path, key)),
                    f"'{key}'",
                    f"elke sleutel één keer (deze staat ook op regel {document.lines[(*path, key)]})",
                    f"each key once (this one stands on line {document.lines[(*path, key)]} too)",
                )
            )
            continue
        values[key] = _walk(value_node, (*path, key), document, problems, seen)
        document.lines[(*path, key)] = at
    return values


def dotted(path: Path_) -> str:
    """A path as people read it: `leases[0].area`.

    >>> dotted(("leases", 0, "area"))
    'leases[0].area'
    """
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else str(part))
    return out


def _problem(file: str, line: int, where: str, read: str, nl: str, en: str) -> Problem:
    return Problem(file, line, where or "-", read, nl, en)
