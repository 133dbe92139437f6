"""The Django application of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Room `audit`."""

    name = "danvan.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what room `accounts` cannot tell us itself."""
        # Models are not there before this moment, so these imports cannot stand at the top.
        from django.contrib.auth import signals

        from danvan.accounts.signals import password_changed
        from danvan.audit import receivers

        signals.user_logged_in.connect(receivers.logged_in, dispatch_uid="audit.login")
        signals.user_logged_out.connect(receivers.logged_out, dispatch_uid="audit.logout")
        password_changed.connect(receivers.password_changed, dispatch_uid="audit.password")
