"""Mag het: routes, steps, dates and odds of a permit, and what they cost."""
