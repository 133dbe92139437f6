"""Tests of room `papers`."""
