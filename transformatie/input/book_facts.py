"""What the input file says of the owner's books, as numbers; what it leaves out as a declared assumption."""

from __future__ import annotations

from typing import Protocol

from transformatie.input.building import Read


class Put(Protocol):
    """Notes a figure that the file gives, with the place where it stands."""

    def __call__(
        self, name: str, value: float, unit: str, path: tuple[str | int, ...], nl: str, en: str
    ) -> None:
        """Note it."""


class Assume(Protocol):
    """Notes a figure that the file leaves out, and why this value stands for it."""

    def __call__(self, name: str, value: float, unit: str, nl: str, en: str, why: str) -> None:
        """Note it."""


def book_facts(read: Read, land_share: float, put: Put, assume: Assume) -> None:
    """Choices of the owner, first use, land of a third party, and VAT under review.

    land_share: the share of the WOZ value taken for leasehold land where the file does not give its part.
    """
    building, books = read.building.building, read.building.books
    for name, nl, en in (
        ("write_down", "Eigenaar waardeert af tot de lagere bedrijfswaarde", "The owner writes down to a lower bedrijfswaarde"),
        ("reinvests", "Eigenaar wil de opbrengst herinvesteren", "The owner means to reinvest the proceeds"),
    ):  # fmt: skip
        put(name, getattr(books, name), "flag", ("books", name), nl, en)
    known = bool(books.acquired and building.vacant_since and building.vacant_since <= books.acquired)
    put(
        "known_at_purchase",
        known,
        "flag",
        ("building", "vacant_since"),
        "Leegstand bekend bij aankoop",
        "Vacancy known at the purchase",
    )
    used = "In gebruik bij deze eigenaar sinds", "In use by this owner since"
    if books.acquired:
        put("first_use", books.acquired.year, "year", ("books", "acquired"), *used)
    else:
        assume("first_use", building.built, "year", *used, "not given: the year built")
    _third_party_land(read, land_share, put, assume)
    vat = books.deducted_vat
    deducted = "Afgetrokken btw die nog herzien kan worden", "Deducted VAT still under review"
    since = "Eerste gebruik van wat de btw betreft", "First use of what that VAT is on"
    if vat:
        put("deducted_vat", vat.amount, "EUR", ("books", "deducted_vat", "amount"), *deducted)
        put("vat_first_use", vat.first_use, "year", ("books", "deducted_vat", "first_use"), *since)
    else:
        assume("deducted_vat", 0.0, "EUR", *deducted, "not given: none")
        assume("vat_first_use", building.built, "year", *since, "not given: the year built")


def _third_party_land(read: Read, land_share: float, put: Put, assume: Assume) -> None:
    """The share of the WOZ value that belongs to land of another: none without leasehold."""
    lease, books, on = read.building.building.leasehold, read.building.books, read.building.assess.date
    name = "Deel van de WOZ-waarde op grond van een ander", "Share of the WOZ value on land of another"
    if lease is None:
        put("third_party_share", 0.0, "share", ("building", "leasehold"), *name)
    elif lease.land_woz is None:
        assume("third_party_share", land_share, "share", *name, "not given: leasehold_land_share")
    else:
        year = max((y for y in books.woz if y <= on.year), default=min(books.woz))
        put(
            "third_party_share",
            lease.land_woz / books.woz[year],
            "share",
            ("building", "leasehold", "land_woz"),
            *name,
        )
