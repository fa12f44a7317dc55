"""The loan and the commercial accounts, covenants, stress and the conditions of a lender."""
