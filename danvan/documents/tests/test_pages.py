"""The pages about limits and days."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.documents import services
from danvan.documents.models import DayRule, TimeLimit
from danvan.documents.tests.factories import keeper, law, reader
from danvan.lib import clock
from danvan.units.access import Acting

pytestmark = pytest.mark.django_db
AUTUMN = date(2026, 9, 30)
EDITS = ("documents:amend", "documents:confirm")


def enter(client: Client, who: Acting) -> Acting:
    """Log in as this person, with the law loaded."""
    law()
    client.force_login(who.user)
    return who


def page(client: Client, name: str, /, *args: Any, **query: str) -> str:
    """The page as text, on a day in autumn 2026."""
    with clock.standing_at(AUTUMN):
        answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, /, *args: Any, **data: str) -> tuple[int, str]:
    """Status and text after a post."""
    with clock.standing_at(AUTUMN):
        answer = client.post(reverse(name, args=args), data)
    return answer.status_code, answer.content.decode()


def test_a_stranger_is_sent_to_the_login_page(client: Client) -> None:
    for name in ("limits", "days", "calculator", "add_day"):
        answer = client.get(reverse(f"documents:{name}"))
        assert answer["Location"].startswith(reverse("accounts:login"))


def test_every_officer_may_read_and_only_a_keeper_may_edit(client: Client) -> None:
    enter(client, reader())
    row = TimeLimit.objects.get(code="KN-04")
    assert reverse("documents:amend", args=[row.pk]) not in page(client, "documents:limit", row.pk)
    for name in EDITS:
        assert client.get(reverse(name, args=[row.pk])).status_code == 403
        assert client.post(reverse(name, args=[row.pk])).status_code == 403
    assert client.post(reverse("documents:add_day")).status_code == 403
    assert client.post(reverse("documents:remove_day", args=[DayRule.objects.first().pk])).status_code == 403  # type: ignore[union-attr]
    assert "Thêm ngày" not in page(client, "documents:days")


def test_the_table_marks_what_was_not_compared_and_filters(client: Client) -> None:
    enter(client, reader())
    everything = page(client, "documents:limits")
    assert everything.count("Chưa đối chiếu") > 10
    assert "cơ quan tự đặt" in everything
    only = page(client, "documents:limits", matter="denunciation", state="yes")
    assert "Giải quyết tố cáo" in only
    assert "Chưa đối chiếu</span>" not in only
    assert "Thụ lý và thông báo, hoặc không thụ lý" not in only
    assert "Thời hạn theo luật" in page(client, "documents:limits", matter="nonsense", on="32/13/2026")


def test_the_table_shows_the_law_of_the_day_asked_for(client: Client) -> None:
    enter(client, reader())
    assert "Ít nhất 1 lần mỗi tuần" in page(client, "documents:limits", on="2026-06-30")
    assert "Ít nhất 1 lần mỗi tuần" not in page(client, "documents:limits", on="2026-07-01")


def test_a_keeper_enters_a_new_version(client: Client) -> None:
    enter(client, keeper())
    row = TimeLimit.objects.get(code="KN-03")
    assert 'value="30"' in page(client, "documents:amend", row.pk)
    data = {"valid_from": "2027-01-01", "days": "20", "counting": "working", "extensions_allowed": "0", "instrument": "Luật thử"}
    status, _text = post(client, "documents:amend", row.pk, **data)
    assert status == 302
    new = TimeLimit.objects.of_code("KN-03").latest("valid_from")
    assert (new.days, new.counting, new.edited, new.verified) == (20, "working", True, False)
    assert "không quá 30 ngày" in page(client, "documents:limit", new.pk)


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(client: Client) -> None:
    enter(client, keeper())
    row = TimeLimit.objects.get(code="KN-03")
    data = {"valid_from": "2012-07-01", "days": "20", "counting": "working", "extensions_allowed": "0", "instrument": "Luật thử số 9"}
    status, text = post(client, "documents:amend", row.pk, **data)
    assert status == 200
    assert "Hãy chọn ngày sau ngày bắt đầu" in text
    assert "Luật thử số 9" in text
    assert TimeLimit.objects.of_code("KN-03").count() == 1


def test_a_keeper_confirms_a_limit(client: Client) -> None:
    enter(client, keeper())
    row = TimeLimit.objects.get(code="KN-04")
    assert post(client, "documents:confirm", row.pk, source=" ")[0] == 200
    assert post(client, "documents:confirm", row.pk, source="Công báo 12")[0] == 302
    text = page(client, "documents:limit", row.pk)
    assert "Công báo 12" in text
    assert "Chuyên viên" in text  # the log shows who


def test_a_keeper_adds_and_takes_back_a_day(client: Client) -> None:
    enter(client, keeper())
    data = {"day": "2026-10-12", "kind": "off", "name": "Bão số 9", "source": "Công điện thử"}
    assert post(client, "documents:add_day", **data)[0] == 302
    assert "Bão số 9" in page(client, "documents:days", nam="2026")
    # The same again corrects the row instead of failing.
    assert post(client, "documents:add_day", **{**data, "name": "Bão số 10"})[0] == 302
    rule = DayRule.objects.get(day=date(2026, 10, 12))
    assert rule.name == "Bão số 10"
    assert post(client, "documents:remove_day", rule.pk)[0] == 302
    assert not DayRule.objects.filter(day=date(2026, 10, 12)).exists()
    status, text = post(client, "documents:add_day", **{**data, "kind": "worked"})
    assert status == 200
    assert "vốn là ngày làm việc" in text


def test_a_year_without_a_calendar_says_so(client: Client) -> None:
    enter(client, reader())
    assert "Chưa có lịch nghỉ của năm này" in page(client, "documents:days", nam="2040")
    assert "Quốc khánh" in page(client, "documents:days", nam="nonsense")


def test_the_calculator_shows_the_day_and_the_proof(client: Client) -> None:
    enter(client, reader())
    assert "Cách tính từng ngày" not in page(client, "documents:calculator")
    row = TimeLimit.objects.get(code="TCD-01")
    text = page(client, "documents:calculator", start="2026-08-20", limit=str(row.pk))
    assert "07/09/2026" in text
    assert "làm việc: Làm bù cho ngày 31/08/2026" in text
    assert "Chưa đối chiếu" in text
    paused = page(client, "documents:calculator", start="2026-08-20", limit=str(row.pk), paused_from="2026-08-24", paused_to="2026-08-26")
    assert "09/09/2026" in paused


def test_the_calculator_counts_back_from_an_event(client: Client) -> None:
    enter(client, reader())
    row = TimeLimit.objects.get(code="DT-02")
    text = page(client, "documents:calculator", start="2026-10-20", limit=str(row.pk))
    assert "Muộn nhất" in text
    assert "13/10/2026" in text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"start": ""}, "bắt buộc"),
        ({"paused_from": "2026-08-24"}, "Hãy ghi cả ngày tạm dừng"),
        ({"paused_to": "2026-08-24"}, "Hãy ghi cả ngày tạm dừng"),
        ({"paused_from": "2026-08-24", "paused_to": "2026-08-24"}, "phải sau ngày tạm dừng"),
    ],
)
def test_the_calculator_says_what_is_missing(client: Client, query: dict[str, str], message: str) -> None:
    enter(client, reader())
    row = TimeLimit.objects.get(code="TCD-01")
    assert message in page(client, "documents:calculator", **{"start": "2026-08-20", "limit": str(row.pk), **query})


def test_the_calculator_warns_where_no_holidays_are_known(client: Client) -> None:
    enter(client, reader())
    row = TimeLimit.objects.get(code="TCD-01")
    assert "hạn có thể sai" in page(client, "documents:calculator", start="2030-08-20", limit=str(row.pk))


@pytest.mark.parametrize("name", ["documents:limits", "documents:days", "documents:calculator"])
def test_a_page_asks_the_same_number_of_questions_whatever_the_size(client: Client, name: str) -> None:
    enter(client, keeper())

    def questions(make: Callable[[], None]) -> int:
        make()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, name)
        return len(asked)

    few = questions(lambda: None)

    def more() -> None:
        for number in range(5):
            services.set_day(by=SYSTEM, day=date(2026, 12, 7 + number), kind="off", name="Bão", source="x")
        TimeLimit.objects.bulk_create(
            TimeLimit(code=f"X-{number}", matter="any", step="notify", label="x", days=3, counting="working", valid_from=date(2020, 1, 1))
            for number in range(20)
        )

    assert questions(more) <= few
    assert few <= 12
