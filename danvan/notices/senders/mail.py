"""Mail by SMTP: plain text, one receiver, one connection."""

import smtplib
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from danvan.notices.models import Reason
from danvan.notices.senders import network
from danvan.notices.senders.letter import Letter, Undelivered

# Answers that speak of the receiver's address: unknown, disabled, moved, full for good.
OF_ADDRESS = {550, 551, 553}


class _Line(smtplib.SMTP):
    """SMTP over a connection that is already open (and watched), plain or TLS."""

    def __init__(self, connection: socket.socket, *, timeout: float) -> None:
        self._open = connection
        super().__init__(settings.EMAIL_HOST, settings.EMAIL_PORT, _own_name(), timeout=timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._open


def send(letter: Letter) -> str:
    """Hand one mail to the server in the settings; "SMTP 250". Raises `Undelivered`."""
    message = compose(letter)
    try:
        target = network.resolve(settings.EMAIL_HOST, settings.EMAIL_PORT, private=True)
        with network.open_socket(target, timeout=settings.NOTICE_TIMEOUT) as plain, network.deadline(plain, 3 * settings.NOTICE_TIMEOUT):
            _hand_over(plain, message)
    except smtplib.SMTPException as error:
        raise _reason_of(error) from error
    except OSError as error:
        raise network.reason_of(error) from error
    return "SMTP 250"


def compose(letter: Letter, *, cte: str = "base64") -> EmailMessage:
    """The mail: its Message-ID is the notice's number, so that a mail sent twice after a crash is known as one."""
    message = EmailMessage(POLICY)
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = f"<{letter.number}@{_own_name()}>"
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Danvan-Message"] = letter.number
    with translation.override(letter.language):
        foot = _("Thư này được gửi tự động, xin không trả lời.")
    message.set_content(f"{letter.text}\n\n{foot}\n", cte=cte)
    return message


def _own_name() -> str:
    """Our name for other mail servers: that of the sender's address, else of the site."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def _hand_over(plain: socket.socket, message: EmailMessage) -> None:
    """The conversation. A failure to say goodbye after the mail was taken is none."""
    connection = network.over_tls(plain, settings.EMAIL_HOST) if settings.EMAIL_USE_SSL else plain
    line = _Line(connection, timeout=settings.NOTICE_TIMEOUT)
    try:
        if settings.EMAIL_USE_TLS:
            line.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            line.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        line.send_message(message)
        with suppress(smtplib.SMTPException, OSError):
            line.quit()
    finally:
        line.close()


def _reason_of(error: smtplib.SMTPException) -> Undelivered:
    """The reason and the code; the server's words stay outside, they may hold the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        return Undelivered(_by_code(code, of_address=True), f"SMTP {code}")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        # smtplib says so too when it was tired of waiting.
        slow = isinstance(error.__context__, TimeoutError)
        return Undelivered(Reason.TIMEOUT if slow else Reason.UNREACHABLE, "SMTP")
    if isinstance(error, smtplib.SMTPResponseException):
        signing_in = isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500
        return Undelivered(Reason.SIGN_IN if signing_in else _by_code(error.smtp_code), f"SMTP {error.smtp_code}")
    return Undelivered(Reason.ERROR, type(error).__name__[:60])


def _by_code(code: int, *, of_address: bool = False) -> Reason:
    if code < 500:
        return Reason.LATER
    return Reason.BAD_ADDRESS if of_address and code in OF_ADDRESS else Reason.REFUSED
