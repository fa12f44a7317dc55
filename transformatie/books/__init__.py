"""The owner's books and taxes, as a sheet and in words."""
