"""Words for figures that have no table to name them: cost lines, cash flow lines, book lines, bearers, steps."""

from __future__ import annotations

from collections.abc import Mapping

from transformatie.result import Words

_LABELS: Mapping[str, tuple[str, str]] = {
    "sitting_rent": ("Huur zittende huurders", "Rent of sitting tenants"),
    "relet_rent": ("Huur opnieuw verhuurde ruimte (effectief)", "Rent of space let again (effective)"),
    "temporary_income": ("Vergoeding tijdelijk gebruik", "Fees for temporary use"),
    "new_rent": ("Huur nieuw gebruik", "Rent of the new use"),
    "carrying": ("Lasten gebouw zoals het is", "Carrying cost of the building as it is"),
    "new_running": ("Exploitatie nieuw gebruik", "Running cost of the new use"),
    "replacements": ("Vervangingen", "Replacements"),
    "works": ("Bouwkosten", "Works"),
    "fees": ("Honoraria en toezicht", "Fees and supervision"),
    "insurance_works": ("Verzekering en aanloop", "Insurance and start-up"),
    "permit_fees": ("Leges", "Permit fees"),
    "studies": ("Onderzoek en advies", "Studies and advice"),
    "parking": ("Parkeren", "Parking"),
    "contributions": ("Bijdrage aan gemeente en grondeigenaar", "Contribution to municipality and land owner"),
    "vat": ("Btw die niet aftrekbaar is", "VAT that is not recovered"),
    "demolition": ("Sloop", "Demolition"),
    "temporary": ("Inrichting tijdelijk gebruik", "Fit-out for temporary use"),
    "subsidy": ("Subsidie", "Subsidy"),
    "proceeds": ("Verkoop, na verkoopkosten", "Sale, after selling cost"),
    "tax": ("Belasting over het gebouw", "Tax on the building"),
    "net_flow": ("Kasstroom na belasting", "Cash flow after tax"),
    "opening": ("Boekwaarde begin", "Opening book value"),
    "depreciation": ("Afschrijving", "Depreciation"),
    "blocked": ("Afschrijving geblokkeerd door bodemwaarde", "Depreciation blocked by the floor"),
    "write_down": ("Afwaardering", "Write-down"),
    "reversal": ("Terugname afwaardering", "Reversal"),
    "disposal": ("Verkocht of gesloopt", "Sold or demolished"),
    "works_capital": ("Geactiveerde kosten", "Capitalised works"),
    "closing": ("Fiscale boekwaarde eind", "Closing fiscal book value"),
    "woz": ("WOZ-waarde", "WOZ value"),
    "floor": ("Bodemwaarde", "Floor (bodemwaarde)"),
    "commercial_closing": ("Commerciële boekwaarde eind", "Closing commercial book value"),
    "book_result": ("Boekresultaat", "Book result"),
    "operating": ("Exploitatieresultaat", "Operating result"),
    "book_profit": ("Opbrengst min boekwaarde", "Proceeds less book value"),
    "taxable_result": ("Fiscaal resultaat gebouw", "Taxable result of the building"),
    "tax_with": ("Belasting met gebouw", "Tax with the building"),
    "tax_without": ("Belasting zonder gebouw", "Tax without the building"),
    "loss_used": ("Verlies verrekend", "Loss used"),
    "loss_left": ("Verlies over", "Loss left"),
    "value_path": ("Waarde van de latere kasstromen", "Value of the later flows"),
    "ozb_owner": ("OZB eigenaar", "OZB, owner"),
    "ozb_user": ("OZB gebruiker (door ingebruikgeving)", "OZB, user (for giving in use)"),
    "water_board": ("Waterschap", "Water board"),
    "sewer": ("Rioolheffing", "Sewer levy"),
    "insurance": ("Opstalverzekering", "Building insurance"),
    "maintenance": ("Onderhoud", "Maintenance"),
    "ground_rent": ("Erfpachtcanon", "Ground rent"),
    "services": ("Servicekosten leegstaand deel", "Service costs of the empty part"),
    "security": ("Bewaking", "Security"),
    "management": ("Beheer", "Management"),
    "letting": ("Verhuurcourtage", "Letting fees"),
    "temporary_energy": ("Energie en beheer tijdelijk gebruik", "Energy and management, temporary use"),
    "owner": ("Eigenaar na belasting", "Owner after tax"),
    "treasury": ("Schatkist", "Treasury"),
    "rent_foregone": ("Gemiste huur", "Rent foregone"),
    "ozb_user_foregone": ("OZB gebruiker die niemand betaalt", "OZB user part nobody pays"),
    "preparation": ("Voorbereiding en vooroverleg", "Preparation and pre-consultation"),
    "decision": ("Beslistermijn met verlenging", "Decision term with extension"),
    "objection": ("Bezwaar- of beroepstermijn", "Term to object or appeal"),
    "works_step": ("Uitvoering", "Works"),
    "demolition_step": ("Sloop", "Demolition"),
    "vacate_step": ("Aflopen huur en ontruimingsbescherming", "Leases and protection run out"),
    "temporary_step": ("Tijdelijk gebruik", "Temporary use"),
    "selling_step": ("Verkoop", "Selling"),
    "usable": ("Gebruiksoppervlak nieuw gebruik (GO)", "Usable area of the new use (GO)"),
    "gross": ("Bruto oppervlak werken (BVO)", "Gross area of the works (BVO)"),
    "dwellings": ("Woningen", "Dwellings"),
}


def words(name: str) -> Words:
    """The label of a line, in both languages. Errors: KeyError for a line without words."""
    nl, en = _LABELS[name]
    return Words(nl=nl, en=en)
