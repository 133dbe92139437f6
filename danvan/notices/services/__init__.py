"""Every write of this room: into the outbox, out of it, and what is forgotten afterwards."""

from danvan.notices.services.outbox import cancel, forget, purge, queue, resend, resend_all
from danvan.notices.services.sending import Round, send_due

__all__ = ["Round", "cancel", "forget", "purge", "queue", "resend", "resend_all", "send_due"]
