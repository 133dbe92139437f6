"""Indicators, periods, forms, reports, roll-up and papers. Reads figures by name; knows no room that declares them."""
