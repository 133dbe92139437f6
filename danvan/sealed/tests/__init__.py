"""Tests of room `sealed`."""
