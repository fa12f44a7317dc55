"""A further option is one file: a hotel, which no recipe was written for, beside the nine rows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
HOTEL = """\
order: 65
label: {nl: "Hotel", en: "Hotel"}
what: {nl: "Ombouwen tot hotel en verhuren aan een exploitant.", en: "Convert to a hotel and let it to an operator."}
permit: {use: other}
roles: {rent: own.rent, rent_growth: office_rent_growth, exit_yield: own.exit_yield, running_share: own.running_share, vacancy_share: own.vacancy_share}
recipe: [vacate, apply, convert, let]
numbers:
  works_per_m2: {label: {nl: "Bouwkosten", en: "Works"}, unit: EUR/m2, values: [{from: 2010-01-01, low: 1500, mid: 1900, high: 2600, source: project-2026, confidence: assumption}]}
  contingency: {label: {nl: "Onvoorzien", en: "Contingency"}, unit: share, values: [{from: 2010-01-01, value: 0.1, source: project-2026, confidence: assumption}]}
  works_months: {label: {nl: "Bouwtijd", en: "Duration"}, unit: month, values: [{from: 2010-01-01, value: 16, source: project-2026, confidence: assumption}]}
  usable_ratio: {label: {nl: "VVO per BVO", en: "VVO per BVO"}, unit: share, values: [{from: 2010-01-01, value: 0.8, source: project-2026, confidence: assumption}]}
  rent: {label: {nl: "Huur", en: "Rent"}, unit: EUR/m2/yr, values: [{from: 2010-01-01, low: 150, mid: 190, high: 240, source: project-2026, confidence: assumption}]}
  exit_yield: {label: {nl: "Rendement", en: "Yield"}, unit: share, values: [{from: 2010-01-01, low: 0.055, mid: 0.062, high: 0.075, source: project-2026, confidence: assumption}]}
  running_share: {label: {nl: "Lasten", en: "Running cost"}, unit: share, values: [{from: 2010-01-01, value: 0.1, source: project-2026, confidence: assumption}]}
  vacancy_share: {label: {nl: "Leegstand", en: "Vacancy"}, unit: share, values: [{from: 2010-01-01, value: 0.05, source: project-2026, confidence: assumption}]}
  vat_recovered: {label: {nl: "Aftrekbare btw", en: "VAT recovered"}, unit: share, values: [{from: 2010-01-01, value: 1, source: project-2026, confidence: assumption}]}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package in which one file more stands, and nothing else is changed."""
    folder = tmp_path_factory.mktemp("hotel")
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "transformatie", folder / "transformatie", ignore=leave)
    shutil.copytree(ROOT / "templates", folder / "templates")
    (folder / "transformatie" / "options" / "hotel.yaml").write_text(HOTEL, encoding="utf-8")
    return folder


def program(package: Path, *arguments: str) -> str:
    """Run the copy in a process of its own; what it prints."""
    run = [sys.executable, "-c", "from transformatie.cli import main; main()", *arguments]
    done = subprocess.run(
        run,
        cwd=package,
        env={**os.environ, "PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def result(package: Path) -> dict[str, Any]:
    """The whole result, with draws, a PDF and the hotel in it."""
    file = str(ROOT / "examples" / "kantoor-nieuwegein.yaml")
    program(
        package,
        "evaluate",
        file,
        "--draws",
        "100",
        "--json",
        str(package / "out.json"),
        "--pdf",
        str(package / "out.pdf"),
        "--lang",
        "en",
    )
    found: dict[str, Any] = json.loads((package / "out.json").read_text(encoding="utf-8"))
    return found


def test_the_hotel_is_a_row_like_the_others(result: dict[str, Any]) -> None:
    rows = {r["name"]: r for r in result["rows"]}
    assert len(rows) == 10
    hotel, housing = rows["hotel"], rows["convert_let"]
    assert hotel["headline_rent"] == pytest.approx(190)
    assert hotel["dwellings"] == 0
    assert hotel["permit"]["needed"]
    assert hotel["permit"]["irrevocable"] == housing["permit"]["irrevocable"]
    assert hotel["spread"]["p10"] < hotel["spread"]["p50"] < hotel["spread"]["p90"]
    works = next(line for line in hotel["cash"]["lines"] if line["name"] == "works")
    assert -works["total"] == pytest.approx(6000 * 1900 * 1.1, rel=0.2)  # at today's prices, before they grow
    vat = [line for line in hotel["cash"]["lines"] if line["name"] == "vat"]
    assert not vat or vat[0]["total"] == 0


def test_the_hotel_can_be_explained_and_changed_in_the_file(package: Path, result: dict[str, Any]) -> None:
    file = str(ROOT / "examples" / "kantoor-nieuwegein.yaml")
    told = program(package, "explain", file, "value_after_tax", "--option", "hotel", "--lang", "en")
    assert "hotel.rent" in told
    own = package / "own.yaml"
    own.write_text(
        Path(file).read_text(encoding="utf-8") + "options:\n  hotel: {rent: 400}\n", encoding="utf-8"
    )
    program(package, "evaluate", str(own), "--draws", "0", "--json", str(package / "own.json"))
    rows = {r["name"]: r for r in json.loads((package / "own.json").read_text(encoding="utf-8"))["rows"]}
    before = {r["name"]: r for r in result["rows"]}
    assert rows["hotel"]["value_after_tax"] > before["hotel"]["value_after_tax"] + 1e6
    assert rows["convert_let"]["value_after_tax"] == before["convert_let"]["value_after_tax"]


def test_the_hotel_stands_in_the_paper(package: Path, result: dict[str, Any]) -> None:
    assert result["rows"]
    assert (package / "out.pdf").stat().st_size > 50_000


def test_no_code_knows_of_hotels() -> None:
    for path in (ROOT / "transformatie").rglob("*.py"):
        assert "hotel" not in path.read_text(encoding="utf-8").lower(), path
