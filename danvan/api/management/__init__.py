"""Commands of room `api`."""
