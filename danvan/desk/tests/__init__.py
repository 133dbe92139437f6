"""Tests of room `desk`."""
