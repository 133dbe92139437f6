"""Tests of room `notices`."""
