"""The floors of docs/house.md, read from imports and syntax trees: what each room may touch, and how long a module may be."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from transformatie.trail import formula_line
from transformatie.units import UNITS

ROOT = Path(__file__).parents[1] / "transformatie"
NAME = "transformatie"

#: From the ground up: the modules of each floor, as patterns. What no pattern names stands on floor 6, above the engine.
FLOORS: list[tuple[int, str]] = [
    (0, r"__init__|errors|trail|yaml_lines|messages|memory|units|aside"),
    (1, r"dated|periods|parts"),
    (2, r"law(\..*)?|market(\..*)?|asked"),
    (3, r"formulas(\..*)?|sampling"),
    (4, r"criteria(\..*)?|options|input(\..*)?|cases|setting|paths|result|labels|figures|lawbook|.*\.result|vacancy\.settlement|"
        r"kan\.(fitting|floor_plan|plates)|permit\.(facts|permits|procedures)|finance\.lending"),
    (5, r"options\..*|appraise(\..*)?|prepare.*|run"),
    (7, r"report(\..*)?|portfolio\.(pages?|papers?|paper_\w+|workbook|deliver)"),  # what is printed of a portfolio is a report too
    (8, r"commands(\..*)?|cli"),
]  # fmt: skip
#: Imports that go up, each with its reason; a reason that no longer holds is a failure too.
UPWARDS: dict[tuple[str, str], str] = {}

#: What stands on floor 6 but holds records that the report formats.
RECORDS = r"(.*\.)?result|parts|books\.sheet|explore\.policy"


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(p for p in ROOT.rglob("*.py") if "__pycache__" not in p.parts)


def dotted(path: Path) -> str:
    """`formulas.books` of its path; a package by its own name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def room(name: str) -> list[Path]:
    """The modules of one package."""
    return [p for p in modules() if p.relative_to(ROOT).parts[0] == name]


def imported(node: ast.AST) -> list[str]:
    """The modules of ours that an import statement names, without the name of the package."""
    if isinstance(node, ast.Import):
        return [a.name.removeprefix(f"{NAME}.") for a in node.names if a.name.startswith(f"{NAME}.")]
    if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(NAME):
        return []
    base = (node.module or "").removeprefix(NAME).lstrip(".")
    out = []
    for alias in node.names:
        whole = f"{base}.{alias.name}" if base else alias.name
        path = ROOT / whole.replace(".", "/")
        is_module = path.with_suffix(".py").exists() or (path / "__init__.py").exists()
        out.append(whole if is_module else base or "__init__")
    return out


def imports(path: Path, at_once: bool = False) -> Iterator[str]:
    """What a module imports of ours; `at_once`: only what runs when it is imported."""
    skip: set[int] = set()
    for node in ast.walk(tree(path)):
        types_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if types_only or (at_once and later):
            skip |= {id(n) for n in ast.walk(node)}
    for node in ast.walk(tree(path)):
        if id(node) not in skip:
            yield from imported(node)


def floor(name: str) -> int:
    """The floor a module stands on."""
    return next((n for n, pattern in FLOORS if re.fullmatch(pattern, name)), 6)


def test_imports_go_down_only() -> None:
    up = {(dotted(p), other) for p in modules() for other in imports(p) if floor(other) > floor(dotted(p))}
    assert up == set(UPWARDS), "imports that go up, or a listed one that is gone"


def test_no_module_imports_itself_by_a_roundabout_way() -> None:
    graph = {dotted(p): {o for o in imports(p, at_once=True) if o != dotted(p)} for p in modules()}
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> None:
        assert name not in way, " → ".join([*way[way.index(name) :], name])
        if name not in done:
            for other in sorted(graph.get(name, ())):
                walk(other, [*way, name])
            done.add(name)

    for name in graph:
        walk(name, [])


def test_the_report_knows_results_and_nothing_of_how_they_are_made() -> None:
    allowed = re.compile(rf"{RECORDS}|errors|dated|__init__|report(\..*)?")
    for path in room("report"):
        for other in imports(path):
            assert allowed.fullmatch(other), f"{dotted(path)} imports {other}"


def test_only_commands_make_reports_and_only_the_program_runs_commands() -> None:
    for path in modules():
        name = dotted(path)
        for other in imports(path):
            if other.startswith("report"):
                assert floor(name) >= 7, f"{name} imports {other}"
            if other.startswith("commands"):
                assert name == "cli" or name.startswith("commands"), f"{name} imports {other}"


def outside(path: Path) -> Iterator[str]:
    """First names of what a module imports from elsewhere."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (a.name.split(".")[0] for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


PURE = {"numpy", "scipy", "collections", "dataclasses", "typing", "functools", "itertools", "enum", "datetime", "pydantic", "__future__",
        "operator", "re", "fractions", "calendar", "numpy_financial", NAME}  # fmt: skip
OURS_IN_FORMULAS = re.compile(
    r"formulas(\..*)?|dated|trail|asked|errors|periods|law|law\.working_days|market"
)


@pytest.mark.parametrize("path", room("formulas"), ids=dotted)
def test_formulas_know_no_files_clock_building_or_words(path: Path) -> None:
    assert set(outside(path)) <= PURE
    for other in imports(path):
        assert OURS_IN_FORMULAS.fullmatch(other), f"imports {other}"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in ("open", "print", "input"), ast.unparse(node)
        assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)), (
            "no @: it may add in another order"
        )
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("einsum", "dot", "matmul", "today", "now"), ast.unparse(node)
            assert not (isinstance(node.value, ast.Name) and node.value.id == "math"), ast.unparse(node)


#: Sums of yes and no, which are exact, and a mean over draws.
NOT_OVER_TIME = ("np.sum(best, axis=0)", "np.sum(day >= ends, axis=0)", "np.mean(state, axis=0)")


@pytest.mark.parametrize("path", [*room("formulas"), *room("appraise"), ROOT / "periods.py"], ids=dotted)
def test_no_sum_over_time_by_numpy(path: Path) -> None:
    """Row by row, so that a sum does not depend on how many cases stand beside it. Counts of yes and no are exact."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in (
            "sum",
            "nansum",
            "mean",
        ):
            if ast.unparse(node) in NOT_OVER_TIME:
                continue
            axes = [k.value for k in node.keywords if k.arg == "axis"]
            assert not [a for a in axes if isinstance(a, ast.Constant) and a.value == 0], ast.unparse(node)


def free(node: ast.AST) -> set[int]:
    """Nodes in which operators and subscripts are words: annotations, f-strings, types."""
    out: set[int] = set()
    for n in ast.walk(node):
        parts: list[ast.AST | None] = []
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef):
            a = n.args
            parts = [
                n.returns,
                *(x.annotation for x in (*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg) if x),
            ]
        elif isinstance(n, ast.AnnAssign):
            parts = [n.annotation]
        elif isinstance(n, ast.JoinedStr) or (
            isinstance(n, ast.Subscript) and ast.unparse(n.value) == "Literal"
        ):
            parts = [n]
        elif isinstance(n, ast.Call) and ast.unparse(n.func) in ("isinstance", "cast"):
            parts = [*n.args]
        for part in parts:
            if part is not None:
                out |= {id(x) for x in ast.walk(part)}
    return out


#: Operators that put mappings together, or a path.
WIRING = (ast.BitOr,)
POSITIONS = (ast.Slice, ast.Tuple, ast.UnaryOp)


@pytest.mark.parametrize("path", [*room("options"), *room("appraise")], ids=dotted)
def test_options_and_appraise_are_calls_and_names_only(path: Path) -> None:
    """No numpy, no operators, no positions in an array: everything that computes has a name and a unit."""
    assert "numpy" not in set(outside(path))
    skip = free(tree(path))
    for node in ast.walk(tree(path)):
        if id(node) in skip:
            continue
        where = f"{dotted(path)}:{getattr(node, 'lineno', 0)}: "
        if isinstance(node, ast.BinOp):
            words = any(
                isinstance(s, ast.Constant) and isinstance(s.value, str) for s in (node.left, node.right)
            )
            kept = any(isinstance(s, ast.Tuple | ast.List) for s in (node.left, node.right))
            assert isinstance(node.op, WIRING) or words or kept, where + ast.unparse(node)
        if isinstance(node, ast.AugAssign):
            assert isinstance(node.op, WIRING) or isinstance(node.value, ast.Tuple | ast.List), (
                where + ast.unparse(node)
            )
        if isinstance(node, ast.Subscript):
            position = isinstance(node.slice, POSITIONS) or (
                isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int)
            )
            assert not position, where + ast.unparse(node)


def calls(path: Path) -> Iterator[str]:
    """What a module calls, as written."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_the_clock_stands_in_one_place() -> None:
    clock = re.compile(r"(.*\.)?(today|now|utcnow|time_ns|localtime|gmtime)|time\.time|time\.monotonic")
    found = {dotted(p) for p in modules() for call in calls(p) if clock.fullmatch(call) and call != "today"}
    assert found == {"commands.common", "commands.portfolio"}, (
        "the date of today; and how long a portfolio takes"
    )


def test_chance_stands_in_two_places() -> None:
    """The draws of a building, and the stock that is made up for tests."""
    found = {
        dotted(p)
        for p in modules()
        for call in calls(p)
        if (".random." in call and "Philox" in call) or "default_rng" in call or "PCG64" in call
    }
    assert found == {"sampling", "portfolio.sample"}
    assert not {dotted(p) for p in modules() if "random" in set(outside(p))}


# --- readable in one sitting --------------------------------------------------------------------------------

MOST_LINES, MOST_IN_FUNCTION = 350, 50
#: What is longer, how long it may be, and why.
LONGER: dict[str, tuple[int, str]] = {
    "dated": (380, "tables, overlays and the law as known on a day share one set of records"),
}
LONGER_FUNCTIONS: dict[str, tuple[int, str]] = {
    "commands.figure.figure": (60, "options of a command, and its three uses"),
    "commands.permits.permits": (60, "options of a command, and its three uses"),
    "dated.with_overlay": (60, "all mistakes of an overlay are told together"),
    "input.facts._building": (55, "one line a fact"),
    "kan.fitting.fit": (55, "the whole scan of a building in its written order"),
    "formulas.books.books": (55, "one clear year loop"),
    "formulas.built.dwellings_built": (65, "one line a part of the floor"),
    "formulas.odds.odds": (70, "one line a chance"),
    "formulas.programme.dwelling_programme": (60, "one line a part of the floor"),
    "permit.route.route_dates": (70, "one line a step"),
    "permit.study.study": (65, "one line a figure of the study"),
    "portfolio.leases.lease_table": (60, "one line a column"),
    "portfolio.workbook.pages": (54, "one line a sheet"),
    "portfolio.workbook._sheet": (54, "one line a format"),
}


def test_a_module_is_read_in_one_sitting() -> None:
    found = {dotted(p): len(p.read_text(encoding="utf-8").splitlines()) for p in modules()}
    long = {name: n for name, n in found.items() if n > LONGER.get(name, (MOST_LINES, ""))[0]}
    assert not long
    assert not [name for name in LONGER if found[name] <= MOST_LINES], (
        "no longer too long: take it off the list"
    )


def test_a_function_is_seen_in_one_look() -> None:
    found = {}
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                found[f"{dotted(path)}.{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
    long = {name: n for name, n in found.items() if n > LONGER_FUNCTIONS.get(name, (MOST_IN_FUNCTION, ""))[0]}
    assert not long
    assert not [name for name in LONGER_FUNCTIONS if found.get(name, 0) <= MOST_IN_FUNCTION], (
        "take it off the list"
    )


def test_every_module_says_what_it_is() -> None:
    assert not [dotted(p) for p in modules() if not ast.get_docstring(tree(p))]


# --- figures -------------------------------------------------------------------------------------------------

WITHOUT_BOUNDS = {"date", "text", "factor", "kg CO2e", "kg CO2e/yr"}
#: The tax that is not recovered, on works and on the running cost of an empty building.
TWICE = {"irrecoverable_vat"}


def figures_written() -> Iterator[tuple[str, str, str]]:
    """(module, function, unit) of every `@figure` and `@composed`."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func) in ("figure", "composed"):
                        yield dotted(path), node.name, ast.literal_eval(mark.args[0])


@pytest.mark.parametrize("module,name,unit", sorted(set(figures_written())))
def test_a_figure_has_a_formula_line_and_a_unit(module: str, name: str, unit: str) -> None:
    function = getattr(importlib.import_module(f"{NAME}.{module}"), name)
    assert formula_line(function), "its docstring has no line that starts with its name and ="
    assert unit in UNITS or unit in WITHOUT_BOUNDS, unit
    assert inspect.cleandoc(function.__doc__).splitlines()[0].endswith((".", ":", "?"))


def test_a_name_stands_for_one_quantity() -> None:
    names = [name for _, name, _ in figures_written()]
    assert {n for n in names if names.count(n) > 1} == TWICE
