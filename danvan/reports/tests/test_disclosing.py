"""Deciding how an indicator is published: seen before it is saved, kept with its reason, and never backwards."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Disclosure, DisclosureDecision, Indicator
from danvan.reports.selectors.disclosed import outlook
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, Book, Tree, filed, indicator
from danvan.reports.tests.page_world import browser, place
from danvan.reports.tests.test_at_once import at_once
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 15)


@pytest.fixture
def lines() -> Book:
    return factories.book()


@pytest.fixture
def tree(lines: Book) -> Tree:
    """A province of four communes whose figures are published."""
    made = factories.tree(4)
    with clock.standing_at(AFTER):
        for commune, value in zip(made.communes, (3, 16, 27, 40), strict=True):
            filed(lines.form, commune, {lines.typed: str(value)}, root=made.province)
    with clock.standing_at(DAY):
        services.publish(by=SYSTEM, root=made.province, period=factories.period())
    return made


def ask(client: Client, **typed: str) -> str:
    with clock.standing_at(DAY):
        answer = client.post(place("indicator_disclosure", "T1"), {"disclosure": "open", "reason": "Văn bản mới", **typed}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_it_changes_for_the_public_is_shown_first_and_nothing_is_saved(lines: Book, tree: Tree) -> None:
    client = browser(officer(tree.centre, Duty.KEEP_BOOK))
    text = ask(client, look="1", seen="protected")
    assert "không công bố số nhỏ, làm tròn</del> → <ins>nguyên số, kể cả số nhỏ" in text
    assert "có 5 số: 3 số người đọc thấy được, 1 số dưới 10, 1 số không công bố" in text
    assert "Năm 2026 đã có bản không công bố số nhỏ" in text
    assert 'value="Văn bản mới"' in text
    assert not DisclosureDecision.objects.exists()
    assert Indicator.objects.get(code="T1").disclosure == Disclosure.PROTECTED


def test_a_decision_is_kept_with_its_reason_and_who_took_it(lines: Book, tree: Tree) -> None:
    client = browser(officer(tree.centre, Duty.KEEP_BOOK))
    assert "Bản đã công bố giữ nguyên" in ask(client, seen="protected")
    text = client.get(place("indicator", "T1")).content.decode()
    assert "Cách công bố qua thời gian" in text
    assert "Văn bản mới" in text
    assert Entry.objects.get(act="reports.indicator.disclose").data["to"] == "open"


def test_a_refused_decision_stands_beside_its_field_with_what_was_typed(lines: Book, tree: Tree) -> None:
    client = browser(officer(tree.centre, Duty.KEEP_BOOK))
    assert "Ghi lý do thay đổi." in ask(client, reason="", seen="protected")
    assert "đang được công bố theo cách này" in ask(client, disclosure="protected", seen="protected")
    text = ask(client, disclosure="never", seen="open")
    assert "Người khác vừa đổi cách công bố" in text
    assert 'value="Văn bản mới"' in text
    with pytest.raises(Refused, match="từng chỉ tiêu trong công thức"):
        services.set_disclosure(by=SYSTEM, indicator=lines.ratio, disclosure="open", reason="Văn bản mới")
    assert not DisclosureDecision.objects.exists()


def test_only_who_keeps_the_indicator_decides(lines: Book, tree: Tree) -> None:
    for unit, duty in ((tree.province, Duty.KEEP_BOOK), (tree.centre, Duty.PUBLISH)):
        assert browser(officer(unit, duty)).get(place("indicator_disclosure", "T1")).status_code == 403


def test_parts_of_what_is_protected_stay_protected_and_the_preview_says_so(lines: Book) -> None:
    whole = indicator("W1", disclosure="protected")
    part = indicator("W2", disclosure="protected", whole=whole)
    assert outlook(part, "open").effects == []
    assert [(one.code, one.after) for one in outlook(whole, "never").effects] == [("W1", "không công bố")]


def test_an_edition_keeps_the_way_of_its_day(client: Client, lines: Book, tree: Tree) -> None:
    services.set_disclosure(by=SYSTEM, indicator=lines.typed, disclosure="open", reason="Văn bản mới")
    text = client.get(reverse("portal:figures_unit", args=(tree.province.key, PERIOD)) + "?chi-tieu=T1").content.decode()
    assert "Cách công bố: không công bố số nhỏ, làm tròn." in text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_on_what_they_saw_one_is_refused(lines: Book) -> None:
    def decide(way: str) -> object:
        return services.set_disclosure(by=SYSTEM, indicator=lines.typed, disclosure=way, reason="Văn bản mới", seen="protected")

    found = at_once(lambda: decide("open"), lambda: decide("never"))
    assert sum(isinstance(one, Refused) for one in found) == 1
    assert DisclosureDecision.objects.count() == 1
