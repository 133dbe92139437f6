"""Relations between figures that an office declares: refused beside their field, asked at once, ended, and looked at before they are saved."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Indicator, Relation, Report
from danvan.reports.selectors.checked import questions_of
from danvan.reports.selectors.relations import outlook
from danvan.reports.services.relations import RelationContent, columns_of, content_of
from danvan.reports.tests.factories import Book, Tree, filed, indicator, started
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after")]
FROM = date(2026, 1, 1)


def said(left: str = "T1", sign: str = "at_most", right: str = "T2", **dates: date) -> RelationContent:
    return RelationContent(tuple(left.split()), sign, tuple(right.split()), **{"valid_from": FROM, **dates})


def declare(owner: Unit | None = None, **changes: Any) -> Relation:
    return services.add_relation(by=SYSTEM, content=said(**changes), owner=owner)


def asked(report: Report) -> list[str]:
    return [one.question.words for one in questions_of(report) if one.question.check.startswith("relation")]


def report_of(book: Book, where: Unit, root: Unit, **figures: str) -> Report:
    report = started(book.form, where, root=root)
    for code, value in figures.items():
        services.type_figure(by=SYSTEM, report=report, indicator=Indicator.objects.get(code=code), value=value)
    return report


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"left": "NO"}, "left", "không có chỉ tiêu NO"),
        ({"left": ""}, "left", "Không để trống"),
        ({"left": "T1 T1"}, "left", "một lần"),
        ({"left": "T1 T6"}, "left", "cùng đơn vị tính"),
        ({"right": "T1"}, "right", "cả hai vế"),
        ({"right": "100 T2"}, "right", "không có chỉ tiêu 100"),
        ({"sign": "over"}, "sign", "trong danh sách"),
        ({"valid_to": FROM}, "valid_to", "sau ngày bắt đầu"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(book: Book, changes: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        declare(**changes)
    assert refused.value.field == field
    assert not Relation.objects.exists()


def test_what_is_declared_is_asked_at_once_and_no_longer_once_it_ended(book: Book, tree: Tree) -> None:
    report = report_of(book, tree.communes[0], tree.province, T1="7", T2="5")
    assert asked(report) == []
    made = declare()
    assert asked(report) == ["T1 (T1) 7 không thể lớn hơn T2 (T2) 5."]
    services.change_relation(by=SYSTEM, relation=made, content=said(valid_to=date(2026, 9, 30)))
    assert asked(report) == []
    acts = list(Entry.objects.filter(act__startswith="reports.relation").order_by("id").values_list("act", flat=True))
    assert acts == ["reports.relation.add", "reports.relation.change"]


def test_a_side_may_be_a_number_and_a_figure_may_be_a_formula(book: Book, tree: Tree) -> None:
    net = indicator("N", kind="ratio", numerator="T1 - T8")
    book.form.indicators.add(indicator("T8"), net)
    report = report_of(book, tree.communes[0], tree.province, T1="120", T8="5")
    declare(right="100")
    declare(left="N", right="110.5")
    assert asked(report) == ["T1 (T1) 120 không thể lớn hơn 100.", "N (N) 115 không thể lớn hơn 110,5."]


def test_an_offices_relation_asks_only_its_own_units(book: Book, tree: Tree) -> None:
    inside, outside = (report_of(book, one, one, T1="7", T2="5") for one in (tree.communes[0], tree.other))
    declare(owner=tree.province)
    assert (len(asked(inside)), len(asked(outside))) == (1, 0)


def test_somebody_elses_change_meanwhile_is_not_overwritten(book: Book) -> None:
    made = declare()
    seen = content_of(made).mark
    services.change_relation(by=SYSTEM, relation=made, content=said(right="5"), seen=seen)
    with pytest.raises(Refused, match="Người khác"):
        services.change_relation(by=SYSTEM, relation=made, content=said(right="6"), seen=seen)
    with pytest.raises(Refused, match="không có gì"):
        services.change_relation(by=SYSTEM, relation=made, content=said(right="5"))


def test_the_products_relation_that_was_changed_is_kept_when_the_book_is_loaded_again(db: None) -> None:
    services.load_book(by=SYSTEM)
    held = Relation.objects.get(code="in-time-and-late")
    services.change_relation(by=SYSTEM, relation=held, content=RelationContent(("C27",), "at_most", ("C25",), FROM))
    loaded = services.load_book(by=SYSTEM)
    assert Relation.objects.get(code="in-time-and-late").left == ["C27"]
    assert "C27 Giải quyết đúng hạn không lớn hơn C25 Vụ việc đã giải quyết" in loaded.kept


def test_a_look_names_the_filed_reports_it_would_have_asked_about(book: Book, tree: Tree) -> None:
    for where, value in zip(tree.communes, ("7", "5", "3"), strict=True):
        filed(book.form, where, {book.typed: value, book.stock: "5"}, root=tree.province)
    report_of(book, tree.other, tree.other, T1="9", T2="1")
    found = outlook(Relation(**columns_of(said())))
    assert ([one.name for one in found.found], found.count, found.looked_at) == (["Xã Xã 000"], 1, 3)
    assert outlook(Relation(owner=tree.other, **columns_of(said()))).looked_at == 0
    assert outlook(Relation(**columns_of(said(valid_from=date(2027, 1, 1))))).periods == []
    assert not Relation.objects.exists()


def test_a_look_costs_the_same_however_many_reports(book: Book, tree: Tree) -> None:
    counts = []
    for where in tree.communes:
        filed(book.form, where, {book.typed: "7", book.stock: "5"}, root=tree.province)
        with CaptureQueriesContext(connection) as queries:
            outlook(Relation(**columns_of(said())))
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 9


# --- the pages


def at_work(unit: Unit, *duties: Duty) -> Client:
    client = Client()
    client.force_login(officer(unit, *duties).user)
    return client


def test_a_keeper_declares_looks_changes_and_ends_and_others_read(book: Book, tree: Tree) -> None:
    filed(book.form, tree.communes[0], {book.typed: "7", book.stock: "5"}, root=tree.province)
    keeper, address = at_work(tree.province, Duty.KEEP_BOOK), reverse("reports:relation_new")
    typed = {"left": "t1", "sign": "at_most", "right": "T2", "valid_from": "01/01/2026", "valid_to": ""}
    looked = keeper.post(address, typed | {"look": "1"}).content.decode()
    assert "Trong 1 báo cáo đã gửi" in looked
    assert "T1 (T1) 7 không thể lớn hơn T2 (T2) 5." in looked
    assert not Relation.objects.exists()
    assert keeper.post(address, typed | {"left": "T1 - T2"}).context["form"].errors["left"]
    assert keeper.post(address, typed | {"left": "ZZ", "look": "1"}).context["form"].errors["left"]
    assert keeper.post(address, typed).status_code == 302
    made = Relation.objects.get()
    assert (made.owner, made.left, made.right) == (tree.province, ["T1"], ["T2"])
    change = reverse("reports:relation_change", args=(made.pk,))
    seen = keeper.get(change).context["form"]["seen"].value()
    assert keeper.post(change, typed | {"right": "100", "seen": seen}).status_code == 302
    assert keeper.post(change, typed | {"right": "90", "seen": seen}).context["form"].errors["left"]
    reader = at_work(tree.communes[0], Duty.FILE_REPORT)
    shown = reader.get(reverse("reports:relations")).content.decode()
    assert "T1 không lớn hơn 100" in shown
    assert change not in shown
    assert [reader.get(one).status_code for one in (change, address)] == [403, 403]
    assert at_work(tree.centre, Duty.KEEP_BOOK).get(change).status_code == 403
    assert keeper.get(reverse("reports:relation_change", args=(10**9,))).status_code == 404
