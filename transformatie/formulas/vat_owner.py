"""VAT of an owner over the years: review of what was deducted before, and the integration levy at its net cost."""

from __future__ import annotations

import numpy as np

from transformatie.dated import Array
from transformatie.formulas.vat import NEVER, exempt_shares, vat_review
from transformatie.trail import figure


@figure("EUR/yr")
def reviewed_vat(
    deducted: Array,
    first_use: Array,
    exempt_from: Array,
    sold: Array,
    sold_exempt: Array,
    review_years: Array,
    tolerance: Array,
    years: Array,
) -> Array:
    """Deducted VAT to be repaid in each calendar year, because the building turns exempt or is sold exempt.

    reviewed_vat = vat_review of each review year, booked in that year, or in the year of the sale where that is earlier

    deducted (N,) EUR; first_use (N,) calendar year, from its 1 January; exempt_from, sold (N,) datetime64[D];
    sold_exempt (N,) share of the sale that is exempt; review_years () after the year of first use; tolerance () share;
    years (Y, 1). Returns (Y, N). Source: Uitvoeringsbeschikking OB 1968 art. 13, 13a.
    """
    out = np.zeros((len(years), *np.shape(deducted)))
    if not np.any(deducted):
        return out
    first = (np.asarray(first_use).astype(int) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    rows = int(review_years) + 1
    shares = exempt_shares(first, exempt_from, np.maximum(sold, first), rows)
    shares = shares + sold_exempt * exempt_shares(first, sold, NEVER, rows)
    repaid = vat_review(deducted, shares, np.bool_(True), tolerance)
    of_sale = sold.astype("datetime64[Y]").astype(int) + 1970
    for r in range(rows):
        out = out + repaid[r] * (np.minimum(first_use + r, of_sale) == years)
    return out


@figure("EUR")
def net_integration_levy(levy: Array, input_vat: Array) -> Array:
    """What the integratieheffing costs beyond the VAT on the works, which is deducted beside it.

    net_integration_levy = levy − input VAT, where there is a levy

    levy, input_vat (N,) EUR.
    """
    return np.where(levy > 0, levy - input_vat, 0.0)


@figure("EUR")
def price_taxed_as_new(
    price: Array, taxed_as_new: Array, vat: Array, transfer_tax: Array, other: Array
) -> Array:
    """What an investor pays the seller, before VAT, for the same outlay where VAT takes the place of transfer tax.

    price_taxed_as_new = price × (1 + transfer_tax + other) / (1 + vat + other) where taxed as new, else price

    price (N,) EUR kosten koper; taxed_as_new (N,) flag; vat, transfer_tax, other (N,) share. The investor lets exempt and
    deducts nothing. Source: Wet OB 1968 art. 11(1)(a)1; Wet op belastingen van rechtsverkeer art. 15(1)(a).
    """
    return np.where(taxed_as_new > 0, price * (1.0 + transfer_tax + other) / (1.0 + vat + other), price + 0.0)
