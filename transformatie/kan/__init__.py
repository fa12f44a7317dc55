"""Kan het: fit by criteria, floor plans, the programme of dwellings and the rent the law allows."""
