"""The input file flattened to columns: every field of the one schema, with its kind and limits.

A column's name is the dotted path of its field (`building.gross_floor_area`). What repeats in the file has names of
a family: `books.woz.2026`, `owner.other_profit.2027`, `owner.losses.2023`, `owner.discount_rate.after_tax.asset`,
`books.loans.1.balance`, `options.convert_let.works_per_m2`. An uncertain figure has its middle under its own name and
its ends under `.low` and `.high` (`.bounds`: the ends are bounds). Leases are rows of a table of their own, or columns `leases.1.area`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from transformatie.input.building import Building
from transformatie.options import options

Kind = Literal["number", "whole", "text", "date", "flag"]
Schema = Mapping[str, Any]
#: Lists of the input file that become families of columns, and how many of each a row may hold.
LISTS: Mapping[str, int] = {"books.loans": 9, "leases": 20}
YEARS = ("owner.other_profit", "owner.losses", "books.woz")
RATES = "owner.discount_rate"
#: The columns beside an uncertain figure, whose own column holds the middle.
ENDS: Mapping[str, Kind] = {"low": "number", "high": "number", "bounds": "flag"}


@dataclass(frozen=True)
class Column:
    """One column: what it may hold. `required`: compulsory in a row that holds anything of its parent."""

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    longest: int | None = None
    above: float | None = None
    least: float | None = None
    below: float | None = None
    most: float | None = None

    @property
    def parent(self) -> str:
        """The name of what the field is part of."""
        return self.name.rpartition(".")[0]


def _resolved(node: Schema, root: Schema) -> Schema:
    """A node with its reference followed."""
    while "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def _forms(node: Schema, root: Schema) -> list[Schema]:
    """The forms a value may have, nothing left out but null."""
    node = _resolved(node, root)
    forms = [_resolved(f, root) for f in node.get("anyOf", [node])]
    return [f for f in forms if f.get("type") != "null"]


def _leaf(name: str, node: Schema, required: bool) -> Column:
    """The column of a plain value."""
    kinds: dict[str, Kind] = {"number": "number", "integer": "whole", "boolean": "flag", "string": "text"}
    kind: Kind = "date" if node.get("format") == "date" else kinds[node["type"]]
    choices = tuple(node.get("enum", (node["const"],) if "const" in node else ()))
    return Column(
        name, kind, required, choices, node.get("pattern", ""), node.get("maxLength"), node.get("exclusiveMinimum"),
        node.get("minimum"), node.get("exclusiveMaximum"), node.get("maximum"),
    )  # fmt: skip


def _walk(name: str, node: Schema, root: Schema, required: bool) -> Iterator[Column]:
    """The columns of a node and all below it."""
    forms = _forms(node, root)
    objects = [f for f in forms if f.get("type") == "object"]
    plain = [f for f in forms if f.get("type") not in ("object", "array")]
    if plain:
        yield _leaf(name, plain[0], required)
    for form in objects:
        if set(form.get("properties", ())) == {"low", "mid", "high", "bounds"}:
            yield from _ends(name)
        elif "properties" in form:
            for key, child in form["properties"].items():
                yield from _walk(
                    f"{name}.{key}" if name else key, child, root, key in form.get("required", ())
                )
        elif "propertyNames" in form:
            for key in _forms(form["propertyNames"], root)[0].get("enum", ()):
                yield from _walk(f"{name}.{key}", form["additionalProperties"], root, False)


def _ends(name: str) -> Iterator[Column]:
    for end, kind in ENDS.items():
        yield Column(f"{name}.{end}", kind)


@cache
def schema() -> Schema:
    """The JSON Schema of the input file: the limits of files and of tables are the same."""
    return Building.model_json_schema(by_alias=True)


@cache
def fixed() -> Mapping[str, Column]:
    """The columns that bear the name of one field."""
    root = schema()
    return {c.name: c for c in _walk("", {**root, "type": "object"}, root, True)}


@cache
def of_list(name: str) -> Mapping[str, Column]:
    """The columns of one item of a list, by the name of the field."""
    root = schema()
    node: Schema = root
    for part in name.split("."):
        node = _forms(node["properties"][part], root)[0]
    return {c.name: c for c in _walk("", _resolved(node["items"], root), root, True)}


@cache
def _option_columns() -> Mapping[str, Column]:
    """The numbers of the options that the owner may give, and what follows an option."""
    out: dict[str, Column] = {}
    for option in options().by_name.values():
        out[f"options.{option.name}.then"] = Column(
            f"options.{option.name}.then", "text", choices=tuple(options().by_name)
        )
        for number in (*option.numbers, *getattr(option, "compared", ())):
            name = f"options.{option.name}.{number}"
            out[name] = Column(name, "number")
            out |= {c.name: c for c in _ends(name)}
    return out


def column(name: str) -> Column | None:
    """The column of a dotted name, or None for a name the schema does not know.

    >>> column("books.woz.2026").kind, column("books.loans.1.rate").most, column("building.colour")
    ('number', 0.3, None)
    """
    if name in fixed():
        return fixed()[name]
    if name in _option_columns():
        return _option_columns()[name]
    for family in YEARS:
        year = name.removeprefix(f"{family}.")
        if year != name and len(year) == 4 and year.isdigit() and 1800 <= int(year) <= 2200:
            above = None if family == "owner.other_profit" else 0.0
            return Column(name, "number", above=above)
    if name.startswith(f"{RATES}."):
        basis, _, level = name.removeprefix(f"{RATES}.").partition(".")
        item = of_list(RATES)
        if basis in item["basis"].choices and level in item["level"].choices:
            return replace(item["rate"], name=name, required=False)
    for family, most in LISTS.items():
        number, _, field = name.removeprefix(f"{family}.").partition(".")
        if number.isdigit() and 1 <= int(number) <= most and field in of_list(family):
            return replace(of_list(family)[field], name=name)
    return None


def nested(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The values of one row as the input file would hold them: cells without a value are left out.

    >>> nested({"books.woz.2026": 5.0, "owner.discount_rate.after_tax.asset": 0.06, "owner.losses.2023": 10.0})["owner"]
    {'discount_rate': [{'rate': 0.06, 'basis': 'after_tax', 'level': 'asset'}], 'losses': [{'year': 2023, 'amount': 10.0}]}
    """
    out: dict[str, Any] = {
        "building": {"vacant_since": None},
        "owner": {"discount_rate": []},
        "books": {},
        "assess": {},
    }
    lists: dict[str, dict[int, dict[str, Any]]] = {}
    ranges: dict[str, dict[str, Any]] = {}
    for name, value in cells.items():
        head, _, last = name.rpartition(".")
        if value is None:
            continue
        if head.startswith(RATES):
            out["owner"]["discount_rate"].append(
                {"rate": value, "basis": head.rpartition(".")[2], "level": last}
            )
        elif head == "owner.losses":
            out["owner"].setdefault("losses", []).append({"year": int(last), "amount": value})
        elif family := next((f for f in LISTS if name.startswith(f"{f}.")), None):
            number, _, field = name.removeprefix(f"{family}.").partition(".")
            lists.setdefault(family, {}).setdefault(int(number), {})[field] = value
        elif last in ENDS:
            ranges.setdefault(head, {})[last] = value
        else:
            _put(out, name, value)
    for name, ends in ranges.items():
        middle = cells.get(name)
        _put(out, name, ends | ({} if middle is None else {"mid": middle}))
    for family, items in lists.items():
        _put(out, family, [items[i] for i in sorted(items)])
    return out


def _put(tree: dict[str, Any], name: str, value: Any) -> None:
    """Put a value at its place in a tree of fields."""
    *path, last = name.split(".")
    for part in path:
        tree = tree.setdefault(part, {})
    tree[last] = value
