"""Kan het: the gate of an option, by the criteria that judge it."""

from __future__ import annotations

from transformatie.dated import Law
from transformatie.input.building import Building
from transformatie.kan.fits import gate
from transformatie.options.plan import Plan
from transformatie.result import Gate


def kan(plan: Plan, building: Building, law: Law) -> Gate:
    """Whether building and place allow it: red by a broken veto, amber where too little is known or too much is against."""
    return gate(plan, building, law)
