"""What moves an option and what would have to change: put back into the file it holds; two runs differ to the cent."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from transformatie.cli import main
from transformatie.errors import InputError
from transformatie.evaluate import Appraised, Question, appraised, drawn_of, evaluate
from transformatie.explore.breakeven import breakeven, gaps_of, grid
from transformatie.explore.compare import CAUSES, cents, compare, differences
from transformatie.explore.effects import ends
from transformatie.explore.inputs import inputs_of
from transformatie.explore.kept import Kept, read_kept
from transformatie.explore.levers import kinds, levers_of, overlay, put
from transformatie.explore.result import Breakeven, LeverFound
from transformatie.explore.sensitivity import BARS, sensitivity
from transformatie.explore.standing import standing
from transformatie.input.building import read_building, read_values
from transformatie.input.settle import resolve
from transformatie.report import explorelist

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
VARIED = sorted((ROOT / "tests" / "buildings").glob("*.yaml"))
OFFICE = ROOT / "examples" / "kantoor-nieuwegein.yaml"


@cache
def office(path: Path = OFFICE) -> Appraised:
    """An example, appraised once."""
    return appraised(read_building(path), Question())


@cache
def table(option: str, path: Path = OFFICE) -> Breakeven:
    """Its break-even table."""
    return breakeven(office(path), [option])[0]


def gap(a: Appraised, option: str, side: str) -> float:
    """By how much an option lies above its yardstick in a run of its own."""
    value = {n: float(o.value_after_tax[0]) for n, o in a.run.outcomes.items()}
    rivals = ("sell_now", "hold") if side == "equal" else tuple(n for n in value if n != option)
    return value[option] - max(value[n] for n in rivals)


def written_back(
    found: LeverFound, option: str, value: float, folder: Path, path: Path = OFFICE
) -> Appraised:
    """A run of the file with the lever at a value, written as a file or as an overlay on the law."""
    a = office(path)
    (lever,) = (
        one for one in levers_of(a.run.outcomes[option].plan, a.resolved, a.law) if one.name == found.name
    )
    file, law = folder / "changed.yaml", folder / "overlay.yaml"
    file.write_text(json.dumps(put(lever, value, a.resolved.read)))
    extra = overlay(lever, value, a.resolved.read)
    law.write_text(json.dumps(extra))
    return appraised(read_building(file), Question((law,) if extra else ()))


def turns(one: Breakeven) -> list[tuple[LeverFound, str]]:
    """Levers of a table that turn the order, with the side on which they do."""
    return [
        (lever, side) for lever in one.levers for side in ("equal", "first")
        if getattr(lever, side).status in ("reached", "flips")
    ]  # fmt: skip


@pytest.mark.parametrize("option", ["convert_sell_units", "convert_let", "redevelop"])
def test_put_back_it_holds(option: str, tmp_path: Path) -> None:
    """A value written back into the file leaves less than a euro between the two; at a cliff, both sides are as told."""
    found = turns(table(option))
    assert len(found) >= 3
    for lever, side in found:
        t = getattr(lever, side)
        if t.status == "reached":
            again = gap(written_back(lever, option, t.value, tmp_path), option, side)
            assert abs(again) < 1.0, (lever.name, side, again)
        else:
            low, high = (gap(written_back(lever, option, x, tmp_path), option, side) for x in (t.low, t.high))
            assert (low > 0) != (high > 0), (lever.name, side)
            assert (low, high) == pytest.approx((t.gap_low, t.gap_high), abs=1.0)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_what_is_printed_can_be_put_back(path: Path, tmp_path: Path) -> None:
    """The digits a person reads are enough: less than a euro apart, or on either side of a flip."""
    option = "convert_sell_units"
    one, text = table(option, path), explorelist.breakeven((table(option, path),), "en", 100)
    printed = dict(re.findall(r"^  ([a-z_.0-9]+): (.+)$", text, re.MULTILINE))
    for lever, side in turns(one):
        told = printed[lever.how].split(", ")
        said = next(t for t in told if len(told) == 1 or t.endswith(f"({side})")).partition(" (")[0]
        gaps = [
            gap(written_back(lever, option, float(v), tmp_path, path), option, side)
            for v in said.split(" | ")
        ]
        if len(gaps) == 1:
            assert abs(gaps[0]) < 1.0, (lever.name, side, gaps)
        else:
            assert (gaps[0] > 0) != (gaps[1] > 0), (lever.name, side)
    assert turns(one)


@pytest.mark.parametrize("path", EXAMPLES[:1] + EXAMPLES[2:], ids=lambda p: p.stem)
def test_every_lever_is_written_as_it_is_read(path: Path, tmp_path: Path) -> None:
    """For every lever and example: a value in the run of all levers is that of a file that holds it."""
    a, option = office(path), "convert_sell_units"
    levers = levers_of(a.run.outcomes[option].plan, a.resolved, a.law)
    turned = [(lever, float(grid(lever)[3])) for lever in levers]
    gaps = gaps_of(turned, option, a)
    one = table(option, path)
    for i, (lever, value) in enumerate(turned):
        record = next(r for r in one.levers if r.name == lever.name)
        again = gap(written_back(record, option, value, tmp_path, path), option, "first")
        assert again == pytest.approx(float(gaps["first"][i]), abs=0.01), lever.name


@pytest.mark.parametrize("path", VARIED, ids=lambda p: p.stem)
def test_the_ends_of_a_lever_can_be_written(path: Path) -> None:
    """Whatever the building, land that costs nothing included: no lever is sought where the file would refuse it."""
    a = office(path)
    levers = levers_of(a.run.outcomes["convert_let"].plan, a.resolved, a.law)
    assert len(levers) > 12
    for lever in levers:
        for value in (lever.low, lever.now, lever.high):
            read_values(put(lever, value, a.resolved.read), "x")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_a_lever_settles_as_a_file_does(path: Path) -> None:
    """What is taken over from the file of today is what a file with the lever in it would settle; today's file stays as it is."""
    a = office(path)
    read, known = a.resolved.read, a.run.options
    before = json.dumps(read.document.values)
    for lever in levers_of(a.run.outcomes["convert_sell_units"].plan, a.resolved, a.law):
        changed = read_values(put(lever, float(grid(lever)[2]), read), "x")
        fast, slow = (resolve(changed, a.law, known, like) for like in (a.resolved, None))
        assert fast.hindsight == slow.hindsight, lever.name
        for one, other in zip(fast.values.values(), slow.values.values(), strict=True):
            assert replace(one, source="") == replace(other, source=""), lever.name
        assert fast.facts == slow.facts, lever.name
    assert json.dumps(read.document.values) == before


def test_a_cliff_is_told_as_one() -> None:
    """Procedure: days are whole, so months flip; both ends lie next to each other on either side."""
    t = next(lever for lever in table("convert_sell_units").levers if lever.name == "procedure").equal
    assert t.status == "flips"
    assert t.low is not None
    assert t.high is not None
    assert 0 < t.high - t.low < 1e-6
    assert (t.gap_low > 0) != (t.gap_high > 0)  # type: ignore[operator]


def test_out_of_reach_is_so() -> None:
    """A lever that is told to be out of reach keeps its sign over the whole reach; one without effect moves nothing."""
    option, a = "convert_let", office()
    levers = {one.name: one for one in levers_of(a.run.outcomes[option].plan, a.resolved, a.law)}
    for found in table(option).levers:
        lever = levers[found.name]
        gaps = gaps_of([(lever, float(x)) for x in np.linspace(lever.low, lever.high, 7)], option, a)
        for side in ("equal", "first"):
            status = getattr(found, side).status
            if status in ("not_within_reach", "no_effect"):
                assert len(set(np.sign(gaps[side]))) == 1, found.name
            if status == "no_effect":
                assert np.ptp(gaps[side]) < 0.01, found.name


def test_no_lever_is_dead() -> None:
    """Every lever moves some option of some example."""
    alive = set[str]()
    for option in ("convert_let", "convert_sell_units", "redevelop"):
        a = office()
        levers = levers_of(a.run.outcomes[option].plan, a.resolved, a.law)
        gaps = gaps_of([(lever, x) for lever in levers for x in (lever.low, lever.high)], option, a)["first"]
        alive |= {
            one.name
            for one, low, high in zip(levers, gaps[::2], gaps[1::2], strict=True)
            if abs(high - low) > 1.0
        }
    assert alive == set(kinds())


def test_a_tornado_is_a_run_of_the_file() -> None:
    """What a bar says of an input is what the file with that value says."""
    a = office()
    found = ends(a.resolved, a.run, a.law)
    at = 1 + 2 * list(found.inputs).index("office_rent")
    values = json.loads(json.dumps(a.resolved.read.document.values))
    values["market"]["office_rent"]["value"] = values["market"]["office_rent"]["value"]["high"]
    again = appraised(read_values(values, "x"), Question())
    for name, outcome in again.run.outcomes.items():
        assert float(found.values[name][at + 1]) == pytest.approx(float(outcome.value_after_tax[0]), abs=0.01)
    assert found.table()[:, 0] == pytest.approx(
        [float(o.value_after_tax[0]) for o in a.run.outcomes.values()]
    )


def test_tornado() -> None:
    """At most ten bars, the largest first; who matters most explains most; options that ask the same are one input."""
    a = office()
    drawn = drawn_of(a, Question(draws=1024))
    assert drawn is not None
    (one,) = sensitivity(a, drawn, 1, ["convert_sell_units"]).tornados
    swings = [abs(b.at_high - b.at_low) for b in one.bars]
    assert 5 <= len(swings) <= BARS
    assert swings == sorted(swings, reverse=True)
    assert one.bars[0].name == max(one.bars, key=lambda b: b.variance).name == "option works_per_m2"
    assert all(0.0 <= b.variance <= 1.0 for b in (*one.bars, *one.others))
    assert all({b.first_low, b.first_high} != {one.first} for b in one.others)
    assert len(inputs_of(a.resolved)["option works_per_m2"]) > 2


def test_default_options_of_a_tornado() -> None:
    """Without a name: what is advised, and the best way to act."""
    a = office()
    drawn = drawn_of(a, Question(draws=512))
    how = standing(a, drawn)
    assert drawn is not None
    assert [t.option for t in sensitivity(a, drawn, 1).tornados] == list(
        dict.fromkeys((how.advised, how.acting))
    )
    assert how.advised == evaluate(a.resolved.read, Question(draws=512)).advice.row


# --- two runs -------------------------------------------------------------------------------------------


@cache
def plain() -> Kept:
    """The office as its JSON keeps it."""
    return kept()


def kept(question: Question = Question(draws=64), **change: Any) -> Kept:  # noqa: B008
    """A run as its JSON keeps it, with changes at the top of the input's parts."""
    values = json.loads(json.dumps(office().resolved.read.document.values))
    for key, value in change.items():
        part, _, name = key.partition("__")
        values[part][name] = value
    result = evaluate(read_values(values, "office.yaml"), question)
    return Kept.model_validate(json.loads(result.model_dump_json()))


@pytest.fixture
def overlaid(tmp_path: Path) -> Question:
    """A question with law and market changed, and other draws."""
    path = tmp_path / "what_if.yaml"
    path.write_text(
        "transfer_tax.non_dwelling_rate: [{from: 2026-01-01, value: 0.06}]\n"
        "selling.land_price_per_m2: [{from: 2024-01-01, low: 80, mid: 200, high: 500}]\n"
    )
    return Question((path,), draws=128, seed=3, sampling="sobol")


def test_parts_add_up_to_the_cent(overlaid: Question) -> None:
    """All causes at once: what was, plus the parts, is what is, in whole cents, for both measures of every row."""
    found = compare(plain(), kept(overlaid, building__gross_floor_area=6400), ("a", "b"))
    assert len(found.rows) == 2 * len(office().run.outcomes)
    for row in found.rows:
        assert cents(row.before) + sum(cents(v) for v in row.parts.values()) == cents(row.after)
        assert row.parts["version"] == 0.0
    assert {c.cause for c in found.changed} == set(CAUSES)
    assert any(row.parts["interactions"] for row in found.rows)
    assert all(row.parts["draws"] == 0.0 for row in found.rows if row.measure == "central")


def test_one_cause_bears_it_all() -> None:
    """Where only the input differs, all of the difference is the input's."""
    found = compare(plain(), kept(books__woz={"2026": 3_900_000}), ("a", "b"))
    assert any(row.parts["inputs"] for row in found.rows)
    for row in found.rows:
        assert {c: v for c, v in row.parts.items() if c != "inputs" and v} == {}


def test_an_older_version_stands_on_a_line_of_its_own() -> None:
    """What another version made of the same run counts as version, to the cent."""
    old = plain()
    meta = old.meta.model_copy(update={"version": "0.0.1"})
    rows = [r.model_copy(update={"value_after_tax": r.value_after_tax - 1234.56}) for r in old.rows]
    found = compare(Kept(meta=meta, rows=rows), old, ("a", "b"))
    for row in found.rows:
        assert row.parts["version"] == pytest.approx(1234.56 if row.measure == "central" else 0.0, abs=0.01)
        assert cents(row.before) + sum(cents(v) for v in row.parts.values()) == cents(row.after)
    assert [c.cause for c in found.changed] == ["version"]


def test_knowledge_of_law_and_of_market_are_apart() -> None:
    """A run with the knowledge of an earlier day differs by law and by market, each on its own line."""
    earlier = Question(known_on=office().law.known_on.replace(year=2025, month=6, day=1))
    found = compare(kept(Question()), kept(earlier), ("a", "b"))
    assert {(c.cause, c.name) for c in found.changed} == {("law", "known_on"), ("market", "known_on")}
    for row in found.rows:
        assert cents(row.before) + sum(cents(v) for v in row.parts.values()) == cents(row.after)


def test_hostile_files(tmp_path: Path) -> None:
    """A file that is no result, or keeps no input, is refused in words."""
    for i, text in enumerate(
        ("", "{", "[]", '{"meta": {}}', '{"meta": 3, "rows": 4}', "\x00", '{"rows": [1]}')
    ):
        path = tmp_path / f"{i}.json"
        path.write_text(text)
        with pytest.raises(InputError):
            read_kept(path)
    with pytest.raises(InputError):
        read_kept(tmp_path / "none.json")


def test_differences_of_trees() -> None:
    """Paths of what was changed, added and taken away."""
    found = list(differences({"a": {"b": [1, {"c": 2}]}, "d": 1}, {"a": {"b": [1, {"c": 3}]}, "e": True}))
    assert found == [("a.b[1].c", "2", "3"), ("d", "1", "-"), ("e", "-", "true")]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_commands(lang: str, tmp_path: Path) -> None:
    """Each command prints words and writes JSON; an unknown option ends in 2."""
    run = CliRunner()
    for name, more in (("sensitivity", ["--draws", "256"]), ("breakeven", ["--option", "redevelop"])):
        to = tmp_path / f"{name}.json"
        done = run.invoke(main, [name, str(OFFICE), *more, "--lang", lang, "--json", str(to)])
        assert done.exit_code == 0, done.output
        assert json.loads(to.read_text())
        assert "{" not in done.output
        wrong = run.invoke(main, [name, str(OFFICE), "--option", "convrt"])
        assert wrong.exit_code == 2
        assert "convert" in wrong.output
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for path, seed in zip(paths, ("1", "2"), strict=True):
        assert (
            run.invoke(
                main, ["evaluate", str(OFFICE), "--draws", "64", "--seed", seed, "--json", str(path)]
            ).exit_code
            == 0
        )
    done = run.invoke(main, ["compare", *map(str, paths), "--lang", lang])
    assert done.exit_code == 0, done.output
    assert "seed: 1 → 2" in done.output
