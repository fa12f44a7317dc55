"""Words of the permit study, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from transformatie.parts import Words

WHY: Mapping[tuple[str, str], tuple[str, str]] = {
    ("within_plan", ""): ("past in het plan; de vergunning is voor het bouwen", "fits the plan; the permit is for the works"),
    ("regular", "wabo-2010"): ("kruimelgeval: bebouwde kom, bestaand volume, geen woning erbij, ten hoogste 1.500 m²",
                               "minor deviation: built-up area, existing volume, no dwelling added, at most 1,500 m²"),
    ("extensive", "wabo-2010"): ("buiten het plan en geen kruimelgeval: er komen woningen bij, het volume groeit, of het is groter dan 1.500 m²",
                                 "outside the plan and no minor deviation: dwellings are added, the volume grows, or it exceeds 1,500 m²"),
    ("regular", "wabo-2014"): ("kruimelgeval van na 1 november 2014: bestaand volume in de bebouwde kom, elk oppervlak en aantal woningen",
                               "minor deviation since 1 November 2014: existing volume in the built-up area, any area and number of dwellings"),
    ("extensive", "wabo-2014"): ("buiten het plan en geen kruimelgeval: volume, ligging of m.e.r.-activiteit",
                                 "outside the plan and no minor deviation: volume, place or EIA activity"),
    ("regular", "omgevingswet"): ("buiten het omgevingsplan (BOPA): regulier, ook bij bindend advies van de raad",
                                  "outside the omgevingsplan (BOPA): regular, also with binding advice of the council"),
    ("regular_with_consent", "omgevingswet"): ("buiten het omgevingsplan, met instemming van een ander orgaan: 12 weken",
                                               "outside the omgevingsplan, with consent of another body: 12 weeks"),
    ("extensive", "omgevingswet"): ("verklaard tot uitgebreide procedure", "declared to follow the extensive procedure"),
    ("monument", ""): ("het is een monument: altijd uitgebreid", "it is a monument: always extensive"),
}  # fmt: skip

ASSUMED: Mapping[str, tuple[str, str]] = {
    "inside_built_up_area": ("binnen de bebouwde kom", "inside the built-up area"),
    "eia_column_1": ("geen activiteit uit kolom 1 van het Besluit m.e.r.", "no activity of column 1 of the EIA decree"),
    "council_list": ("niet op de lijst voor bindend raadsadvies", "not on the list for binding council advice"),
    "council_advice_before": ("raadsadvies in het vooroverleg", "council advice in the pre-consultation"),
    "consultation": ("positief vooroverleg", "a positive pre-consultation"),
    "consent_of_another_body": ("geen instemming van een ander orgaan", "no consent of another body"),
    "declared_extensive": ("niet tot uitgebreid verklaard", "not declared extensive"),
    "priority": ("geen voorrang bij de Raad van State", "no priority at the Raad van State"),
    "regie": ("Wet regie niet in werking (beide uitkomsten getoond)", "Wet regie not in force (both outcomes shown)"),
}  # fmt: skip

SIDE: Mapping[str, tuple[str, str]] = {
    "vacant_possession": ("Ontruiming (art. 7:230a BW)", "Vacant possession (art. 7:230a BW)"),
    "demolition_notice": ("Sloopmelding, uiterlijk", "Demolition notice, at the latest"),
    "asbestos_inventory": ("Asbestinventarisatie", "Asbestos inventory"),
    "flora_season": ("Ecologisch onderzoek (flora en fauna)", "Ecological survey (flora and fauna)"),
    "grid_connection": ("Netaansluiting nieuw gebruik", "Grid connection of the new use"),
    "leasehold": ("Toestemming grondeigenaar (erfpacht)", "Consent of the land owner (leasehold)"),
    "label_c": ("Label C: vrijstelling tot", "Label C: exempt until"),
    "vacancy_report": ("Leegstandmelding (verordening)", "Vacancy report (by-law)"),
    "leegstandwet": ("Vergunning Leegstandwet", "Leegstandwet permit"),
}  # fmt: skip


def both(pair: tuple[str, str], **values: object) -> Words:
    """A pair of texts as words, with values filled in."""
    nl, en = pair
    return Words(nl=nl.format(**values), en=en.format(**values)) if values else Words(nl=nl, en=en)


def why(route: str, regime: str, monument: bool) -> Words:
    """Why an application follows a route."""
    if monument and route == "extensive":
        return both(WHY["monument", ""])
    return both(WHY.get((route, regime)) or WHY[route, ""])
