"""The formulas: pure functions on arrays, one figure each, in chapters."""
