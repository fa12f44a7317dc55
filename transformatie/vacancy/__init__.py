"""What an empty building costs, and who bears it."""
