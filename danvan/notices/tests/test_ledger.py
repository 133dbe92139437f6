"""What a page above shows of one case, and what the operator sees of the line."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.notices import selectors, services
from danvan.notices.models import Notice
from danvan.notices.senders.webhook import key_for
from danvan.notices.tests.factories import MAIL, MOBILE, queued, thing
from danvan.notices.tests.servers import MailServer

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 7)


def ran(*arguments: str) -> str:
    """What `danvan notices …` prints."""
    out = StringIO()
    call_command("notices", *arguments, stdout=out)
    return out.getvalue()


def shown(rows: list[selectors.Line], **more: object) -> str:
    """The part of a page."""
    return render_to_string("notices/parts/ledger.html", {"rows": rows, **more})


def test_a_case_shows_its_own_notices_newest_first_with_each_attempt(post_office: MailServer) -> None:
    case = thing()
    queued("mail")
    post_office.replies["MAIL"] = "451 later"
    with clock.standing_at(DAY):
        queued("mail", about=case)
        services.send_due(by=SYSTEM)
        queued("mail", about=case, kind="question")
    rows = selectors.ledger(case)
    assert [row.notice.kind for row in rows] == ["question", "update"]
    text = shown(rows)
    assert "l***@xa.example.vn" in text
    assert "SMTP 451" in text
    assert "thử lại lúc 09:01, 07/09" in text
    assert MAIL not in text


def test_sending_again_is_offered_only_where_one_may_and_where_it_can_be_done(settings: Settings) -> None:
    settings.NOTICE_MAIL = "console"
    case = thing()
    notice = queued("mail", about=case)
    assert "gui-lai" not in shown(selectors.ledger(case), resend_unit=1)  # it is still on its way
    services.send_due(by=SYSTEM)
    assert "gui-lai" in shown(selectors.ledger(case), resend_unit=1)
    assert "gui-lai" not in shown(selectors.ledger(case), resend_unit=2)
    assert "gui-lai" not in shown(selectors.ledger(case))
    Notice.objects.filter(pk=notice.pk).update(to="", forget_at=None)
    text = shown(selectors.ledger(case), resend_unit=1)
    assert "gui-lai" not in text
    assert "địa chỉ đã xóa" in text


def test_a_case_without_notices_says_so() -> None:
    assert "Chưa gửi thông báo nào" in shown(selectors.ledger(thing()))


@pytest.mark.parametrize("size", [1, 30])
def test_a_ledger_is_bounded_and_costs_one_query(size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    case = thing()
    for _number in range(size):
        queued(about=case)
    services.send_due(by=SYSTEM)
    selectors.ledger(case)  # the first time the engine is asked what it can do
    with django_assert_num_queries(1):
        assert len(selectors.ledger(case)) == min(size, 20)


def test_the_line_is_as_long_as_what_waits_and_as_late_as_its_oldest() -> None:
    assert selectors.queue_now() == selectors.Queue(0, 0, None)
    with clock.standing_at(DAY):
        queued()
        queued()
    with clock.standing_at(clock.moment(DAY) + timedelta(minutes=3)):
        line = selectors.queue_now()
        assert (line.waiting, line.due, line.behind) == (2, 2, 180)


def test_the_operator_sees_channels_line_and_failures(settings: Settings) -> None:
    settings.NOTICE_SMS = "off"
    queued("sms")
    queued()
    text = ran("status")
    assert "sms      off" in text
    assert "console  console" in text
    assert "Chờ gửi 1" in text
    assert "sms      không có kênh gửi: 1" in text


def test_a_round_says_what_it_did(post_office: MailServer) -> None:
    queued("mail")
    assert ran("send", "--once") == "Đã gửi 1, thử lại sau 0, không gửi được 0.\n"
    assert ran("send") == "Đã gửi 0, thử lại sau 0, không gửi được 0.\n"


def test_the_console_masks_the_address(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.NOTICE_SMS = "console"
    queued("sms")
    services.send_due(by=SYSTEM)
    printed = capsys.readouterr().out
    assert printed.startswith("[sms] ***678: Có tin mới về đơn KN26-00001.")
    assert MOBILE not in printed


def test_a_channel_can_be_tried(post_office: MailServer) -> None:
    assert ran("test", "mail", "--to", MAIL) == "đã gửi\nSMTP 250\n"
    assert post_office.mails[0]["Subject"] == "Tin gửi thử"
    post_office.replies["RCPT"] = "550 unknown"
    assert ran("test", "mail", "--to", MAIL) == "không gửi được: địa chỉ không nhận được\nSMTP 550\n"
    with pytest.raises(CommandError, match="thư điện tử"):
        ran("test", "mail", "--to", "nobody")


def test_the_operator_sends_again_what_a_broken_gateway_refused_and_empties_old_addresses(settings: Settings) -> None:
    settings.NOTICE_SMS = "off"
    with clock.standing_at(DAY):
        queued("sms")
    settings.NOTICE_SMS = "console"
    with clock.standing_at(DAY):
        assert ran("resend", "--reason", "no_channel") == "Đã xếp gửi lại: 1\n"
        ran("send")
    assert ran("purge") == "Đã xóa 1 địa chỉ đã hết hạn giữ.\n"


def test_the_key_of_a_receiver_is_shown_to_the_operator(settings: Settings) -> None:
    settings.NOTICE_WEBHOOK_SECRET = "kept by the operator"
    assert ran("key", "hook.example.vn").strip() == key_for("hook.example.vn")
    settings.NOTICE_WEBHOOK_SECRET = ""
    with pytest.raises(CommandError):
        ran("key", "hook.example.vn")
