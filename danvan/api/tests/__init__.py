"""Tests of room `api`."""
