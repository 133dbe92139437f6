"""Tests of room `petitions`."""
