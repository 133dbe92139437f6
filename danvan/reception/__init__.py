"""Citizen reception: calendars, sessions, the reception book, what was owed and what was missed."""
