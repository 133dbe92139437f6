"""Petitions measured: beside django-helpdesk on the same letters, and the same pages at ten thousand and at a million. `make bench-petitions`."""
