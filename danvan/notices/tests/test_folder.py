"""Mail kept as files, for demonstration and trial."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.notices import services
from danvan.notices.models import Notice, State
from danvan.notices.tests.factories import MAIL, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(settings: Settings, tmp_path: Path) -> Path:
    """The folder that mail is written to; nothing is there yet, the folder neither."""
    settings.NOTICE_MAIL, settings.NOTICE_MAIL_FOLDER = "files", tmp_path / "mail"
    settings.DEFAULT_FROM_EMAIL = "Dân vận <khong-tra-loi@danvan.example>"
    return tmp_path / "mail"


def sent(**given: object) -> Notice:
    notice = queued("mail", **given)
    services.send_due(by=SYSTEM)
    notice.refresh_from_db()
    return notice


def read(path: Path) -> EmailMessage:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_mail_is_a_file_that_people_and_mail_programs_read(box: Path) -> None:
    with clock.standing_at(clock.moment(clock.today(), 9, 30)):
        notice = sent(language="vi")
    [path] = box.iterdir()
    assert path.name == f"{clock.today():%Y-%m-%d}-093000-{notice.number}.eml"
    plain = path.read_text(encoding="utf-8")
    assert "Subject: Có tin mới về đơn KN26-00001" in plain
    assert "Thư này được gửi tự động, xin không trả lời." in plain
    assert (read(path)["To"], read(path)["Message-ID"]) == (MAIL, f"<{notice.number}@danvan.example>")
    assert (notice.state, [one.detail for one in notice.deliveries.all()]) == (State.SENT, ["file"])


def test_mail_and_its_folder_are_for_their_owner_alone(box: Path) -> None:
    sent()
    [path] = box.iterdir()
    assert (oct(box.stat().st_mode & 0o777), oct(path.stat().st_mode & 0o777)) == ("0o700", "0o600")


def test_mails_lie_in_the_order_in_which_they_were_made(box: Path) -> None:
    days = [clock.moment(clock.today(), hour) for hour in (8, 11)]
    for day in reversed(days):
        with clock.standing_at(day):
            queued("mail")
    with clock.standing_at(days[-1]):
        services.send_due(by=SYSTEM)
    made = [str(read(path)["Date"]) for path in sorted(box.iterdir())]
    assert len(made) == 2
    assert made == sorted(made)


def test_whom_a_sealed_case_is_about_stands_in_no_file(box: Path) -> None:
    sent(kind="update_sealed", params=None)
    [path] = box.iterdir()
    assert MAIL not in path.read_text(encoding="utf-8")
    assert read(path)["Subject"] == "Bạn có tin mới"
