"""Criteria, score and vetoes: what holds for every edition, every set of answers, and hostile files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformatie.criteria import (
    FACTS,
    OPTIONS,
    Edition,
    Threshold,
    edition_for,
    edition_of_day,
    editions,
    read_edition,
)
from transformatie.dated import Law, Source
from transformatie.errors import InputError, LawError
from transformatie.figures import all_tables
from transformatie.formulas.fit import (
    AMBER,
    BROKEN,
    CLASSES,
    GREEN,
    MET,
    NONE,
    RED,
    UNKNOWN,
    fit_band,
    fit_score,
    lift,
    next_question,
    score_class,
    veto_state,
)
from transformatie.input.building import read_building
from transformatie.kan.fits import list_of
from transformatie.kan.fitting import fit
from transformatie.kan.result import Fit

ON = date(2026, 11, 24)
EXAMPLES = Path(__file__).parents[1] / "examples"
LAW = Law(all_tables(), ON, ON)
NAMES = sorted(editions())
SOURCES = {"s": Source(title="a source")}
ANSWERS = st.sampled_from([True, False])


def assessed(name: str, answers: dict[str, bool | None]) -> Fit:
    edition = editions()[name]
    found = fit(edition.options[0] if edition.options else "convert_let", {}, answers, LAW, ON, edition)
    assert found is not None
    return found


# --- the meter -------------------------------------------------------------------------------------


def test_totals_that_cannot_occur() -> None:
    """Of 0 to 199 only eight totals are not 5 a + 3 b with a to 23 and b to 28."""
    reached = {5 * a + 3 * b for a in range(24) for b in range(29)}
    assert set(range(200)) - reached == {1, 2, 4, 7, 192, 195, 197, 198}


def test_the_editions_are_each_others_mirror() -> None:
    limits, of = np.array(LAW.value("fit.class_limits")), np.float64(LAW.value("fit.class_limits_of"))
    for name, score in (
        ("conversion_meter_2007", "score_if_unfavourable"),
        ("conversion_meter_2018", "score_if_unfavourable"),
    ):
        edition = editions()[name]
        good = {c.id: c.yes == "favourable" for c in edition.criteria}
        best = assessed(name, dict(good))
        worst = assessed(name, {k: not v for k, v in good.items()})
        assert best.label_if_favourable == "excellent"
        assert worst.label_if_favourable == "not_transformable"
        assert getattr(best, score) + getattr(worst, score) == 199
        assert (getattr(best, score) == 0) == (name == "conversion_meter_2007"), "2007: low is good"
    assert score_class(np.arange(200), np.float64(199), limits, of).max() == len(CLASSES) - 1


def test_yes_means_the_opposite_in_the_two_editions() -> None:
    old, new = editions()["conversion_meter_2007"], editions()["conversion_meter_2018"]
    assert {c.yes for c in old.criteria} == {"unfavourable"}
    assert {c.yes for c in new.criteria} == {"favourable"}
    assert {c.id for c in old.criteria} < {c.id for c in new.criteria}
    shop = {"distance_shop": np.array([400.0, 700.0, 1000.0, 1200.0])}
    place = [next(i for i, c in enumerate(e.criteria) if c.id == "L4") for e in (old, new)]
    assert old.favourable({}, shop, 4)[place[0]].tolist() == [1, 1, 1, 0]
    assert new.favourable({}, shop, 4)[place[1]].tolist() == [1, 0, 0, 0]


def test_counts_of_the_lists() -> None:
    counts = {n: (len(e.of_kind("veto")), len(e.of_kind("graded"))) for n, e in editions().items()}
    assert counts["conversion_meter_2018"] == (10, 51)
    assert counts["conversion_meter_2007"] == (8, 51)
    levels = [c.level for c in editions()["conversion_meter_2018"].criteria if c.kind == "graded"]
    assert (levels.count("location"), levels.count("building")) == (23, 28)


def test_the_norm_of_the_meter_is_not_the_law() -> None:
    """2.60 m is a veto of quality, strictly more; the law asks less of an existing building."""
    for name in ("conversion_meter_2007", "conversion_meter_2018"):
        ceiling = next(c for c in editions()[name].criteria if c.id == "V10")
        assert ceiling.favourable is not None
        assert ceiling.favourable.holds(np.array([2.6, 2.61, np.nan]))[:2].tolist() == [0, 1]
        assert ceiling.favourable.more_than == LAW.value("fit.veto_ceiling_height")
    assert LAW.value("building_code.ceiling_existing_dwelling") < LAW.value("fit.veto_ceiling_height")


def test_verified_and_remembered_entries_stay_apart() -> None:
    new = {c.id: c.confidence for c in editions()["conversion_meter_2018"].criteria}
    assert all(new[f"L{i}"] == "verified" for i in range(1, 23))
    assert all(new[f"B{i}"] == "memory" for i in range(1, 29))
    assert {c.confidence for c in editions()["conversion_meter_2007"].criteria} == {"memory"}


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_has_a_list(option: str) -> None:
    assert edition_for(option) is not None
    assert edition_for("sell_now") is None
    assert fit("sell_now", {}, {}, LAW, ON) is None


def test_a_feature_may_count_the_other_way_for_another_option() -> None:
    """Long vacancy speaks for conversion and against letting as an office."""
    facts = {"years_vacant": np.float64(5)}
    for option, state in (("convert_let", "favourable"), ("hold", "unfavourable")):
        found = fit(option, facts, {}, LAW, ON)
        assert found is not None
        line = next(x for x in found.lines if x.id in ("B4", "O12"))
        assert (line.state, line.basis) == (state, "fact")


# --- unknown answers -------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(NAMES), st.data())
def test_half_of_the_answers_give_an_interval_that_holds_the_whole_answer(
    name: str, data: st.DataObject
) -> None:
    ids = [c.id for c in editions()[name].criteria]
    answers = {i: data.draw(ANSWERS) for i in ids}
    kept = data.draw(st.sets(st.sampled_from(ids), min_size=len(ids) // 2, max_size=len(ids) // 2))
    whole, half = assessed(name, dict(answers)), assessed(name, {i: answers[i] for i in kept})
    assert whole.score_if_favourable == whole.score_if_unfavourable
    ends = sorted((half.score_if_favourable, half.score_if_unfavourable))
    assert ends[0] <= whole.score_if_favourable <= ends[1]
    span = [CLASSES.index(half.label_if_favourable), CLASSES.index(half.label_if_unfavourable)]
    assert span[0] <= CLASSES.index(whole.label_if_favourable) <= span[1]
    assert half.share_low <= whole.share_low
    if half.vetoes != "unknown":
        assert whole.vetoes == half.vetoes


@settings(deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_one_more_answer_never_widens_the_interval(name: str, data: st.DataObject) -> None:
    ids = [c.id for c in editions()[name].criteria]
    answers: dict[str, bool | None] = {i: data.draw(st.sampled_from([True, False, None])) for i in ids}
    question = assessed(name, answers).next_question
    if question is None:
        assert None not in answers.values()
        return
    assert answers[question] is None
    before = assessed(name, answers)
    after = assessed(name, {**answers, question: data.draw(ANSWERS)})
    width = [abs(f.score_if_favourable - f.score_if_unfavourable) for f in (before, after)]
    assert width[1] <= width[0]


def test_no_answers_at_all_span_everything_and_ask_a_veto_first() -> None:
    found = assessed("conversion_meter_2018", {})
    assert (found.score_if_unfavourable, found.score_if_favourable, found.highest) == (0, 199, 199)
    assert (found.label_if_unfavourable, found.label_if_favourable) == ("not_transformable", "excellent")
    assert (found.vetoes, found.band, found.next_question) == ("unknown", "amber", "V1")


def test_after_the_vetoes_the_heaviest_question_comes_first() -> None:
    edition = editions()["conversion_meter_2018"]
    vetoes: dict[str, bool | None] = {c.id: True for c in edition.criteria if c.kind == "veto"}
    assert assessed("conversion_meter_2018", vetoes).next_question == "L1"
    location = {c.id: True for c in edition.criteria if c.level == "location"}
    assert assessed("conversion_meter_2018", {**vetoes, **location}).next_question == "B1"


def test_a_broken_veto_is_red_whatever_the_score() -> None:
    ids = [c.id for c in editions()["conversion_meter_2018"].criteria]
    answers: dict[str, bool | None] = dict.fromkeys(ids, True)
    assert assessed("conversion_meter_2018", answers).band == "green"
    broken = assessed("conversion_meter_2018", {**answers, "V9": False})
    assert (broken.vetoes, broken.band) == ("broken", "red")
    assert broken.score_if_favourable == 199, "the veto stands apart from the score"


def test_an_answer_wins_over_a_fact() -> None:
    found = fit("convert_let", {"free_height": np.float64(2.4)}, {"V10": True}, LAW, ON)
    assert found is not None
    line = next(x for x in found.lines if x.id == "V10")
    assert (line.state, line.basis) == ("favourable", "answer")


def test_what_would_lift_the_score_most_comes_first() -> None:
    found = assessed("conversion_meter_2018", {"B1": False, "L4": False, "L5": True})
    assert found.lifts == ("L4", "B1")
    assert [x.lift for x in found.lines if x.id in ("L4", "B1")] == [5 / 199, 3 / 199]


def test_an_answer_to_a_strange_criterion_is_refused() -> None:
    with pytest.raises(InputError, match="L99"):
        fit("convert_let", {}, {"L99": True}, LAW, ON)


# --- on arrays -------------------------------------------------------------------------------------


def test_many_cases_equal_one_at_a_time() -> None:
    rng = np.random.default_rng(4)
    favourable = rng.choice([0.0, 1.0, np.nan], size=(12, 200), p=[0.3, 0.5, 0.2])
    weights, veto = np.where(np.arange(12) < 3, 0.0, rng.uniform(1, 5, 12)), np.arange(12) < 3

    def of(f: np.ndarray) -> list[np.ndarray]:
        score, state = fit_score(f, weights), veto_state(f, veto)
        return [
            *score,
            state,
            fit_band(state, score.low, score.highest, np.float64(0.5)),
            next_question(f, weights, veto),
        ]

    together = of(favourable)
    for i in range(200):
        for all_cases, one in zip(together, of(favourable[:, i : i + 1]), strict=True):
            assert all_cases[i] == one[0]
    assert set(together[3]) == {BROKEN, UNKNOWN, MET}
    assert set(together[4]) == {RED, AMBER, GREEN}
    assert NONE in together[5]
    assert (lift(favourable, weights, together[2]) >= 0).all()


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_thresholds(limit: float, value: float) -> None:
    fact = np.array([value, limit, np.nan])
    for name, op in (
        ("at_least", np.greater_equal),
        ("more_than", np.greater),
        ("at_most", np.less_equal),
        ("less_than", np.less),
    ):
        got = Threshold.model_validate({name: limit}).holds(fact)
        assert got[:2].tolist() == op(fact[:2], limit).tolist()
        assert np.isnan(got[2])


# --- hostile lists ---------------------------------------------------------------------------------

GOOD = """title: {nl: a, en: b}
score_counts: favourable
groups:
  g: {nl: a, en: b}
criteria:
  - id: A1
    kind: graded
    level: building
    group: g
    question: {nl: a, en: b}
    yes: favourable
    fact: depth
    favourable: {at_least: 10}
    remedy: {nl: a, en: b}
    source: s
    confidence: memory
"""

HOSTILE: dict[str, tuple[Callable[[str], str], str]] = {
    "unknown field": (lambda t: t + "    colour: red\n", "colour"),
    "unknown fact": (lambda t: t.replace("fact: depth", "fact: dept"), "depth"),
    "fact without threshold": (lambda t: t.replace("    favourable: {at_least: 10}\n", ""), "fact and favourable go together"),
    "two comparisons": (lambda t: t.replace("{at_least: 10}", "{at_least: 10, at_most: 12}"), "exactly one comparison"),
    "no comparison": (lambda t: t.replace("{at_least: 10}", "{}"), "exactly one comparison"),
    "empty comparison": (lambda t: t.replace("{at_least: 10}", "{at_least: null}"), "exactly one comparison"),
    "threshold that is no number": (lambda t: t.replace("at_least: 10", "at_least: ten"), "a number"),
    "nan as threshold": (lambda t: t.replace("at_least: 10", "at_least: .nan"), "finite"),
    "infinite threshold": (lambda t: t.replace("at_least: 10", "at_least: .inf"), "finite"),
    "same id twice": (lambda t: t + t[t.index("  - id"):], "each id once"),
    "id that is no id": (lambda t: t.replace("id: A1", "id: ../../etc"), "form"),
    "group without a name": (lambda t: t.replace("group: g", "group: h"), "groups without name"),
    "unknown option": (lambda t: "options: [convert_lett]\n" + t, "nearest convert_let"),
    "unknown source": (lambda t: t.replace("source: s", "source: t"), "sources.yaml"),
    "no source": (lambda t: t.replace("    source: s\n", ""), "compulsory"),
    "graded by stakeholders": (lambda t: t.replace("level: building", "level: market"), "weighs as location or building"),
    "a name of its own": (lambda t: "name: x\n" + t, "the file bears it"),
    "no criteria": (lambda t: t[: t.index("criteria:")] + "criteria: []\n", "criteria"),
    "criteria as a mapping": (lambda t: t[: t.index("criteria:")] + "criteria: {a: 1}\n", "list"),
    "a list at the top": (lambda t: "- 1\n", "fields with values"),
    "duplicate key": (lambda t: t + "score_counts: favourable\n", "each key once"),
    "alias": (lambda t: t.replace("groups:\n  g: {nl: a, en: b}", "groups: &x\n  g: {nl: a, en: b}\nz: *x"), "alias"),
    "polarity left out": (lambda t: t.replace("    yes: favourable\n", ""), "compulsory"),
    "polarity unknown": (lambda t: t.replace("yes: favourable", "yes: maybe"), "unfavourable"),
    "not YAML": (lambda t: t + "  - [", "YAML"),
}  # fmt: skip


def written(tmp_path: Path, text: str) -> Edition:
    path = tmp_path / "list.yaml"
    path.write_text(text, encoding="utf-8")
    return read_edition(path, SOURCES)


def test_the_good_list_is_read(tmp_path: Path) -> None:
    edition = written(tmp_path, GOOD)
    assert edition.name == "list"
    assert edition.favourable({}, {"depth": np.array([9.0, 10.0, np.nan])}, 3)[0][:2].tolist() == [0, 1]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_list_is_refused_in_words(name: str, tmp_path: Path) -> None:
    change, says = HOSTILE[name]
    with pytest.raises(InputError) as caught:
        written(tmp_path, change(GOOD))
    text = caught.value.text("en")
    assert says in text
    assert "list.yaml" in text


def test_all_mistakes_of_a_list_are_told_at_once(tmp_path: Path) -> None:
    bad = (
        GOOD.replace("kind: graded", "kind: grade")
        .replace("yes: favourable", "yes: maybe")
        .replace("level: building", "level: roof")
    )
    with pytest.raises(InputError) as caught:
        written(tmp_path, bad)
    lines = {p.line for p in caught.value.problems}
    assert {7, 8, 11} <= lines


def test_every_fact_a_list_leans_on_is_known() -> None:
    used: set[Any] = {c.fact for e in editions().values() for c in e.criteria if c.fact}
    assert used <= set(FACTS)
    assert set(FACTS) - used == set(), "a fact no criterion uses"


@pytest.mark.parametrize(
    "example, own, named",
    [
        ("kantoor-2011", None, "conversion_meter_2007"),
        ("kantoor-2011", 2018, "conversion_meter_2018"),
        ("kantoor-nieuwegein", None, "conversion_meter_2018"),
    ],
)
def test_the_meter_is_that_of_the_day_unless_the_owner_names_one(
    example: str, own: int | None, named: str
) -> None:
    building = read_building(EXAMPLES / f"{example}.yaml").building
    building = building.model_copy(update={"fit": building.fit.model_copy(update={"edition": own})})
    law = Law(all_tables(), building.assess.date, building.assess.date)
    listed = list_of("convert_let", building, law)
    assert listed is not None
    assert listed.name == named


def test_an_edition_nobody_has_is_refused(tmp_path: Path) -> None:
    overlay = tmp_path / "own.yaml"
    overlay.write_text("fit.meter_edition: [{from: 2000-01-01, value: meter-1999}]\n", encoding="utf-8")
    with pytest.raises(LawError, match="meter-1999"):
        edition_of_day(Law(all_tables().with_overlay(overlay), ON, ON), ON)
