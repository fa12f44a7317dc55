"""Words for the turns of a permit procedure that are drawn by chance."""

from __future__ import annotations

from collections.abc import Mapping

from transformatie.parts import Words

_LABELS: Mapping[str, tuple[str, str]] = {
    "preparation": ("Duur van de voorbereiding", "Length of the preparation"),
    "incomplete": ("Aanvraag moet worden aangevuld", "Application must be completed"),
    "incomplete_wait": ("Tijd voor de aanvulling", "Time to complete it"),
    "extension": ("Beslistermijn verlengd", "Decision term extended"),
    "late": ("Besluit te laat", "Decision late"),
    "late_wait": ("Hoeveel het besluit te laat is", "How late the decision is"),
    "council_round": ("Tijd voor advies van de raad", "Time for the council's advice"),
    "refused": ("Vergunning geweigerd", "Permit refused"),
    "opposition": ("Weerstand in de buurt", "Opposition in the neighbourhood"),
    "objection": ("Bezwaar gemaakt", "Objection lodged"),
    "objection_upheld": ("Bezwaar gegrond", "Objection upheld"),
    "objection_postponed": ("Beslissing op bezwaar verdaagd", "Decision on objection postponed"),
    "objection_late": ("Beslissing op bezwaar te laat", "Decision on objection late"),
    "objection_late_wait": ("Hoeveel die te laat is", "How late that decision is"),
    "appeal": ("Beroep ingesteld", "Appeal lodged"),
    "court_months": ("Duur bij de rechtbank", "Time at the court"),
    "court_founded": ("Beroep gegrond", "Appeal founded"),
    "court_annuls": ("Rechtbank vernietigt de vergunning", "Court annuls the permit"),
    "higher_appeal": ("Hoger beroep ingesteld", "Higher appeal lodged"),
    "higher_months": ("Duur bij de Raad van State", "Time at the Raad van State"),
    "higher_founded": ("Hoger beroep gegrond", "Higher appeal founded"),
    "higher_annuls": ("Raad van State vernietigt de vergunning", "Raad van State annuls the permit"),
    "relief_asked": ("Voorlopige voorziening gevraagd", "Provisional relief asked"),
    "relief_granted": ("Voorlopige voorziening toegewezen", "Provisional relief granted"),
    "relief_months": ("Duur van de voorlopige voorziening", "Length of provisional relief"),
    "level_authority": ("Hoe snel deze gemeente is", "How fast this municipality is"),
    "level_refusal": ("Hoe vaak hier wordt geweigerd", "How often permits are refused here"),
    "level_opposition": ("Hoe vaak hier verzet komt", "How often plans are opposed here"),
    "level_court": ("Hoe traag de rechter is", "How slow the courts are"),
}


def permit_words(name: str) -> Words:
    """The words for a drawn turn, in both languages. Errors: KeyError for one without words."""
    nl, en = _LABELS[name]
    return Words(nl=nl, en=en)
