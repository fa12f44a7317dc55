"""The law as data: one YAML file a subject, every entry with its date in force, source and confidence."""

from functools import cache
from pathlib import Path

from transformatie.dated import Law, Tables, read_tables

__all__ = ["Law", "law_tables"]


@cache
def law_tables() -> Tables:
    """The law tables of this package."""
    return read_tables(Path(__file__).parent)
