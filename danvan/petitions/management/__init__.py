"""Commands of room `petitions`."""
