"""Fixtures of room `notices`."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from danvan.notices.tests.servers import MailServer, Receiver, mail_server, receiver


@pytest.fixture
def post_office(settings: Settings) -> Iterator[MailServer]:
    """A mail server, and the settings that lead to it."""
    with mail_server() as house:
        use(settings, house)
        yield house


def use(settings: Settings, house: MailServer) -> None:
    """Send mail there."""
    settings.NOTICE_MAIL = "smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", house.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Tiếp công dân <khong-tra-loi@danvan.example.vn>"


@pytest.fixture
def hook(settings: Settings) -> Iterator[Receiver]:
    """A receiver of webhooks, allowed by the settings though it is on this machine."""
    settings.NOTICE_WEBHOOK_SECRET = "kept by the operator"
    settings.NOTICE_WEBHOOK_PRIVATE = True
    with receiver() as house:
        yield house
