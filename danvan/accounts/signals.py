"""What rooms above may want to know. Sent, never received here."""

from django.dispatch import Signal

# Arguments: user, by_operator (bool).
password_changed = Signal()
