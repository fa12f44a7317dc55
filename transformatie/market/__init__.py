"""Market, cost and odds as data: dated, with low, mid and high, source and confidence."""

from functools import cache
from pathlib import Path

from transformatie.dated import Tables, read_tables

__all__ = ["market_tables"]


@cache
def market_tables() -> Tables:
    """The market, cost and odds tables of this package."""
    return read_tables(Path(__file__).parent)
