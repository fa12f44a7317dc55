"""Words for the lines of the loan and of the commercial accounts."""

from __future__ import annotations

from collections.abc import Mapping

from transformatie.parts import Words

_LABELS: Mapping[str, tuple[str, str]] = {
    "property_flow": ("Kasstroom van het gebouw vóór belasting", "Cash flow of the building before tax"),
    "drawn": ("Nieuwe lening opgenomen", "New loan drawn"),
    "fee": ("Afsluitprovisie", "Arrangement fee"),
    "interest": ("Rente", "Interest"),
    "repaid": ("Aflossing", "Repayment"),
    "levered_tax": ("Belasting, na aftrek van rente", "Tax, after deduction of interest"),
    "equity_flow": ("Over voor de eigenaar", "Left for the owner"),
    "noi": ("Netto huur", "Net operating income"),
    "debt_service": ("Rente en aflossing volgens schema", "Interest and scheduled repayment"),
    "loans": ("Leningen op 31 december", "Loans on 31 December"),
    "collateral": ("Marktwaarde op 31 december", "Market value on 31 December"),
    "deducted": ("Rente die aftrekbaar is", "Interest that is deductible"),
    "carried_interest": ("Rente die naar later jaren gaat", "Interest carried to later years"),
    "ltv": ("Lening/waarde (LTV)", "Loan to value (LTV)"),
    "dscr": ("Dekking rente en aflossing (DSCR)", "Debt service cover (DSCR)"),
    "icr": ("Rentedekking (ICR)", "Interest cover (ICR)"),
    "debt_yield": ("Huur/lening (debt yield)", "Debt yield"),
    "book_opening": ("Begin", "Opening"),
    "book_works": ("Werken", "Works"),
    "book_depreciation": ("Afschrijving", "Depreciation"),
    "impairment": ("Impairment", "Impairment"),
    "impairment_reversed": ("Herstel", "Reversal"),
    "revaluation": ("Herwaardering", "Revaluation"),
    "scrapped": ("Gesloopt", "Scrapped"),
    "book_disposal": ("Verkocht", "Sold"),
    "book_closing": ("Eind", "Closing"),
    "fiscal_closing": ("Fiscale boekwaarde", "Fiscal book value"),
    "deferred_tax": ("Latentie", "Deferred tax"),
    "reserve": ("Reserve", "Reserve"),
    "book_result": ("Resultaat", "Book result"),
    "permit": ("Onherroepelijke vergunning", "Irrevocable permit"),
    "tenants": ("Huurders", "Tenants"),
    "asbestos": ("Asbest", "Asbestos"),
    "soil": ("Bodem", "Soil"),
    "grid": ("Netaansluiting", "Grid connection"),
    "ground_lease": ("Erfpacht", "Ground lease"),
    "consent": ("Toestemming van de bestaande bank", "Consent of the existing lender"),
    "stress_rent": ("Huur −10%", "Rent −10%"),
    "stress_works_10": ("Bouwkosten +10%", "Works +10%"),
    "stress_works_20": ("Bouwkosten +20%", "Works +20%"),
    "stress_delay": ("Bouw 12 maanden langer", "Works 12 months longer"),
    "stress_yield_50": ("Exit yield +50 basispunten", "Exit yield +50 basis points"),
    "stress_yield_100": ("Exit yield +100 basispunten", "Exit yield +100 basis points"),
    "stress_interest": ("Rente +200 basispunten", "Interest +200 basis points"),
    "stress_vacancy": ("Leegstand 12 maanden langer", "Vacancy 12 months longer"),
    "stress_all": ("Alles tegelijk", "All together"),
    "stress_none": ("Zonder stress", "No stress"),
}


def label(name: str) -> Words:
    """The label of a line, in both languages. Errors: KeyError for a line without words."""
    nl, en = _LABELS[name]
    return Words(nl=nl, en=en)
