"""How long it is kept who came, and what a group is."""

from datetime import date, timedelta

# "Đoàn đông người" of the report: from five people on, about one matter.
GROUP = 5
# Those who speak for a group: one to five, with a written mandate.
MOST_REPRESENTATIVES = 5
# The book serves the matter: who came is forgotten two years after the visit.
KEEP_VISITOR_DAYS = 730


def purge_day(received_on: date) -> date:
    """When it is forgotten who came."""
    return received_on + timedelta(days=KEEP_VISITOR_DAYS)
