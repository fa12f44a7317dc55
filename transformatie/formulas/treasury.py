"""What a sale brings the Treasury: tax on the deed or VAT in the price."""

from __future__ import annotations

from transformatie.dated import Array
from transformatie.trail import figure


@figure("EUR")
def tax_of_deed(kept: Array, selling_share: Array, rate: Array, taxed_as_new: Array) -> Array:
    """Transfer tax a buyer pays on what the seller keeps of a price.

    tax_of_deed = kept / (1 − selling_share) × rate × (1 − taxed_as_new)

    kept (N,), (T, N) or (Y, N) EUR after selling cost; selling_share, rate (N,) share; taxed_as_new (N,) flag.
    """
    return kept / (1.0 - selling_share) * rate * (1.0 - taxed_as_new)


@figure("EUR")
def vat_of_deed(kept: Array, selling_share: Array, rate: Array, taxed_as_new: Array) -> Array:
    """VAT a buyer pays on what the seller keeps of a price.

    vat_of_deed = kept / (1 − selling_share) × rate × taxed_as_new

    kept (T, N) EUR after selling cost, before VAT; selling_share, rate (N,) share; taxed_as_new (N,) flag.
    """
    return kept / (1.0 - selling_share) * rate * taxed_as_new
