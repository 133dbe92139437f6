"""Commands of room `sealed`."""
