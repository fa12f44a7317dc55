"""What a reader of books and report must know of the WOZ value and of a fund's debt, in words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from transformatie.formulas.income_tax import fbi_debt_room
from transformatie.formulas.woz import woz_out_of_line, woz_ratio
from transformatie.input.building import Building
from transformatie.result import Words
from transformatie.setting import Setting


def fund_note(building: Building, s: Setting) -> Iterator[Words]:
    """What a fund may still borrow on this building, as long as its regime lasts."""
    if s.law.value("fbi.taxed", s.first) or not building.books.loans:
        return
    debt = np.array([sum(loan.balance for loan in building.books.loans)])
    book = s.cases.fiscal_structure + s.cases.fiscal_land
    room = float(fbi_debt_room(book, debt, s.law.on("fbi.debt_share", s.first))[0])
    yield Words(nl=f"Schuldgrens van de fbi: nog € {room:,.0f} te lenen op de fiscale boekwaarde.".replace(",", "."),
                en=f"Debt limit of the fbi: €{room:,.0f} may still be borrowed on the fiscal book value.")  # fmt: skip


def woz_warning(s: Setting) -> Iterator[Words]:
    """A WOZ value far from the value as is."""
    woz, value = s.cases.woz_as_is[:1], s.cases.as_is_price[None, :]
    low, high = (s.law.on(f"depreciation.woz_ratio_{end}", s.first) for end in ("low", "high"))
    if woz_out_of_line(woz, value, low, high)[0, 0]:
        ratio = float(woz_ratio(woz, value)[0, 0])
        seen, least, most = (f"{v:.2f}".replace(".", ",") for v in (ratio, float(low), float(high)))
        yield Words(nl=f"De WOZ-waarde is {seen} maal de waarde zoals het gebouw er staat; gewoon is {least} tot {most}. Kijk ernaar: zij bepaalt de bodemwaarde.",
                    en=f"The WOZ value is {ratio:.2f} times the value as it stands; usual is {float(low):.1f} to {float(high):.1f}. Look into it: it sets the floor.")  # fmt: skip
