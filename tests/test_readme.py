"""The README says what is true: commands, input table, make targets, paths, packages, words of the house."""

from __future__ import annotations

import importlib.util
import re
import struct
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from transformatie.cli import COMMANDS
from transformatie.options import options

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CHANGELOG.md", "docs/house.md")}  # fmt: skip
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: Code spans that look like a path: a known folder with more behind it, or a file with a known ending.
PATH = re.compile(
    r"`((?:transformatie|templates|tests|examples|scripts|docs|benchmarks|\.ci)/[\w./-]*|[\w.-]+\.(?:lock|toml|md|in))`"
)


def module(path: Path) -> ModuleType:
    """A script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = found  # dataclasses look their module up
    spec.loader.exec_module(found)
    return found


def test_every_command_is_named_and_every_named_command_exists() -> None:
    table = re.findall(r"^\| `transformatie ([a-z-]+)", README, re.M)
    assert table == list(COMMANDS), "the table of commands, in the order of --help"
    named = set(re.findall(r"`transformatie ([a-z][a-z-]*)", README))
    named |= set(re.findall(r"^\$ transformatie ([a-z-]+)", README, re.M))
    assert named == set(COMMANDS)


def test_the_input_table_is_that_of_the_schema() -> None:
    made = module(ROOT / "scripts" / "input_table.py")
    inside = README.split(made.BEGIN)[1].split(made.END)[0].strip()
    assert inside == made.table(), "run scripts/input_table.py"


def test_the_input_table_names_every_field_once() -> None:
    from transformatie.input.building import field_names

    made = module(ROOT / "scripts" / "input_table.py")
    keys = [row.key for row in made.rows()]
    assert len(keys) == len(set(keys))
    last = {part.split("[")[0].split("{")[0] for key in keys for part in key.split(".")}
    left = set(field_names()) - last
    assert left <= {"low", "mid", "high", "bounds"}, left


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", PAGES[page], re.M))
    assert named <= targets
    if page == "README.md":
        assert {"report", "test"} <= named


@pytest.mark.parametrize("page", PAGES)
def test_every_path_exists(page: str) -> None:
    named = PATH.findall(PAGES[page])
    assert named or page == "CHANGELOG.md"
    assert not [path for path in named if not (ROOT / path).exists()]


def test_every_link_and_picture_exists() -> None:
    linked = [target for page in PAGES.values() for target in re.findall(r"\]\(([^)#:]+)\)", page)]
    assert "docs/page.png" in linked
    assert not [target for target in linked if not (ROOT / target).exists()]


def test_the_picture_is_a_small_page() -> None:
    data = (ROOT / "docs" / "page.png").read_bytes()
    assert len(data) < 200_000
    width, height = struct.unpack(">II", data[16:24])
    assert height / width == pytest.approx(297 / 210, rel=0.01)


def test_every_dependency_has_its_reason() -> None:
    names = {re.split(r"[><=~\[ ]", d)[0].lower() for d in PROJECT["project"]["dependencies"]}
    section = README.split("## What it leans on")[1]
    assert {n.lower() for n in re.findall(r"^\| ([\w-]+) \| .+ \|$", section, re.M)} - {"package"} == names
    for extra in PROJECT["project"]["optional-dependencies"].values():
        for dependency in extra:
            assert re.split(r"[><=~]", dependency)[0] in section


def test_the_package_shows_the_readme() -> None:
    assert PROJECT["project"]["readme"] == "README.md"


def test_the_numbers_of_the_house_page_are_those_of_its_tests() -> None:
    house = module(ROOT / "tests" / "test_house.py")
    page = PAGES["docs/house.md"]
    assert f"{house.MOST_LINES} lines" in page
    assert f"{house.MOST_IN_FUNCTION} lines" in page
    rooms = {int(n) for n in re.findall(r"^\| (\d) \|", page, re.M)}
    assert rooms == {n for n, _ in house.FLOORS} | {6}
    for n, line in re.findall(r"^\| (\d) \| (.*) \|$", page, re.M):
        for name in re.findall(r"`([a-z_]+)(?:/|\.py)?`", line.split("|")[0]):
            assert house.floor(name) == int(n), f"{name} does not stand on floor {n}"


def test_every_option_is_a_row_of_the_examples_or_a_word_of_the_pages() -> None:
    assert "sell_now" in options().by_name
    assert "`sell_now`" in README
