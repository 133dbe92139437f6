"""Who owes reception, the sessions of their calendars, and the book of who came."""

from danvan.reception.models.book import Brought, Conclusion, Outcome, Visit, Visitor
from danvan.reception.models.calendars import GOVERNMENT_STEPS, PARTY_STEPS, Mode, ReceptionDuty, Session, SessionKind, SessionState

__all__ = [
    "GOVERNMENT_STEPS",
    "PARTY_STEPS",
    "Brought",
    "Conclusion",
    "Mode",
    "Outcome",
    "ReceptionDuty",
    "Session",
    "SessionKind",
    "SessionState",
    "Visit",
    "Visitor",
]
