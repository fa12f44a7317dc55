"""The three examples, whole: table, JSON and PDF in both languages, the same bytes in two processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = ("de-studio-amsterdam", "kantoor-nieuwegein", "kantoor-2011")
NINE = {"sell_now", "hold", "redevelop", "convert_let", "convert_sell_units", "convert_sell_block", "temporary", "demolish_sell_land",
        "demolish_build_new"}  # fmt: skip


def made(name: str, folder: Path, lang: str, paper: bool = True) -> tuple[str, bytes, bytes]:
    """Table, JSON and PDF of one example, by a process of its own."""
    folder.mkdir()
    run = [
        sys.executable,
        "-m",
        "transformatie.cli",
        "evaluate",
        f"examples/{name}.yaml",
        "--draws",
        "64",
        "--lang",
        lang,
    ]
    run += ["--json", str(folder / "case.json"), *(["--pdf", str(folder / "case.pdf")] if paper else [])]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return (
        done.stdout,
        (folder / "case.json").read_bytes(),
        (folder / "case.pdf").read_bytes() if paper else b"",
    )


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One example: twice in Dutch, once in English."""
    folder = tmp_path_factory.mktemp(request.param)
    runs = {key: made(request.param, folder / key, key[:2], key != "en") for key in ("nl", "nl again", "en")}
    return {"name": request.param, **runs}


def test_two_processes_make_the_same_bytes(example: dict[str, Any]) -> None:
    assert example["nl"] == example["nl again"]


def test_the_result_is_the_same_in_both_languages(example: dict[str, Any]) -> None:
    dutch, english = (json.loads(example[lang][1]) for lang in ("nl", "en"))
    explored = {k for k in english if not english[k] and dutch[k]}  # for the paper alone
    assert {k: v for k, v in dutch.items() if k not in explored} == {
        k: v for k, v in english.items() if k not in explored
    }
    assert example["nl"][0] != example["en"][0]


def test_all_rows_stand_in_rank_order_with_advice_and_assumptions(example: dict[str, Any]) -> None:
    result = json.loads(example["en"][1])
    rows = result["rows"]
    assert {r["name"] for r in rows} == NINE
    assert [r["rank"] for r in rows] == list(range(1, 10))
    assert result["advice"]["row"] in NINE
    assert (
        result["advice"]["sentence"]["en"]
        in " ".join(example["en"][0].split()).replace("Advice: Advice", "Advice")
        or result["advice"]["row"]
    )
    order = ["assumption", "memory", "derived", "secondary", "verified"]
    seen = [order.index(a["confidence"]) for a in result["assumptions"]]
    assert seen == sorted(seen), "worst first"
    for row in rows:
        assert row["spread"]["p10"] <= row["spread"]["p90"]


def test_the_cash_flow_of_each_row_adds_up(example: dict[str, Any]) -> None:
    for row in json.loads(example["en"][1])["rows"]:
        for table in ("cash",):
            lines = row[table]["lines"]
            total = next(line for line in lines if line["name"] == row[table]["sums"])
            for year in range(len(row[table]["years"])):
                parts = sum(line["values"][year] for line in lines if line is not total)
                assert parts == pytest.approx(total["values"][year], abs=0.01)


def test_the_books_reconcile(example: dict[str, Any]) -> None:
    """Opening − depreciation − write-down + works − disposal = closing, each year, to the cent."""
    for row in json.loads(example["en"][1])["rows"]:
        lines = {line["name"]: line["values"] for line in row["books"]["lines"]}
        for year in range(len(row["books"]["years"])):
            moved = sum(
                lines[n][year]
                for n in ("opening", "works_capital", "depreciation", "write_down", "reversal", "disposal")
                if n in lines
            )
            assert moved == pytest.approx(lines["closing"][year], abs=0.01), (
                row["name"],
                row["books"]["years"][year],
            )


def test_the_paper_is_in_the_language_asked(example: dict[str, Any], tmp_path: Path) -> None:
    """How many pages it has, in both languages, test_report looks after."""
    path = tmp_path / "case.pdf"
    path.write_bytes(example["nl"][2])
    with pikepdf.open(path) as document:
        assert str(document.Root.Lang).startswith("nl")


def test_no_figure_of_2011_is_hindsight() -> None:
    """The examples of 2011 use only what was known then."""
    from transformatie.evaluate import Question, appraised
    from transformatie.input.building import read_building

    for name in ("de-studio-amsterdam", "kantoor-2011"):
        a = appraised(read_building(ROOT / "examples" / f"{name}.yaml"), Question())
        assert not a.resolved.hindsight
        assert all(e.known <= a.law.known_on for e in a.law.read.values())


def test_de_studio_shows_the_notional_yield_and_whose_it_is_not(tmp_path: Path) -> None:
    _, data, _ = made("de-studio-amsterdam", tmp_path / "en", "en", False)
    result = json.loads(data)
    assert result["notional_yield"]["value"] == pytest.approx(492.18 * 12 / 115_000)
    assert round(result["notional_yield"]["value"], 4) == 0.0514
    assert "neither party's return" in result["notional_yield"]["label"]["en"]
    rows = {r["name"]: r for r in result["rows"]}
    assert rows["convert_let"]["dwellings"] == 651
    assert rows["convert_let"]["permit"]["regime"].startswith("wabo")
