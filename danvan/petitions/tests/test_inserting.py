"""Rows written by the short way are the rows that saving writes."""

from datetime import date

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import signals

from danvan.accounts.models import Attempt
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.inserting import insert, insert_all
from danvan.petitions.models import Clock, Counter, Petition, Sender, Stay, Step
from danvan.petitions.services.process import next_number, put_back
from danvan.petitions.tests.factories import Cast, received
from danvan.units.models import Lineage, Unit, UnitName, UnitParent, UnitPath

BY_THE_THOUSAND = (Unit, UnitName, UnitParent, UnitPath, Lineage)
SHORT_WAY: list[type[models.Model]] = [Attempt, Clock, Entry, Petition, Sender, Stay, Step, *BY_THE_THOUSAND]


@pytest.mark.parametrize("model", SHORT_WAY)
def test_what_is_inserted_has_no_parent_table_and_nobody_listens(model: type[models.Model]) -> None:
    assert not model._meta.parents
    for signal in (signals.pre_save, signals.post_save):
        assert not signal.has_listeners(model)


def test_an_inserted_row_reads_as_a_saved_one(play: Cast) -> None:
    petition = received(play.unit)
    stay = Stay.objects.get(petition=petition)
    told = {"petition": petition, "stay": stay, "at": clock.now(), "act": "register", "state": "registered", "by_label": "Kiểm thử"}
    told |= {"note": "Dòng có dấu: “ế”", "data": {"book": "1/2026", "nested": [1, None, {"a": True}]}}
    inserted, saved = insert(Step(**told)), Step.objects.create(**told)
    rows = Step.objects.filter(pk__in=[inserted.pk, saved.pk]).values(*(field.attname for field in Step._meta.concrete_fields))
    first, second = ({name: value for name, value in row.items() if name != "id"} for row in rows)
    assert first == second
    assert inserted.pk != saved.pk


def test_many_rows_are_inserted_as_they_are_saved_one_by_one(play: Cast) -> None:
    petition = received(play.unit)
    told = {
        "petition": petition,
        "stay": petition.stays.get(),
        "at": clock.now(),
        "state": "registered",
        "by_label": "Kiểm thử",
        "data": {"book": "ế"},
    }
    insert_all(Step(**told, act=f"a{number}", note=f"Dòng {number}") for number in range(3))
    insert_all([])
    for number in range(3):
        Step.objects.create(**told, act=f"b{number}", note=f"Dòng {number}")
    rows = {
        row["act"]: {name: value for name, value in row.items() if name not in ("id", "act")}
        for row in Step.objects.filter(note__startswith="Dòng").values()
    }
    assert [rows[f"a{number}"] for number in range(3)] == [rows[f"b{number}"] for number in range(3)]


def test_of_many_rows_with_a_wrong_one_none_stays(play: Cast) -> None:
    stay, at = received(play.unit).stays.get(), clock.now()
    before = Step.objects.count()
    right = Step(petition_id=stay.petition_id, stay=stay, at=at, act="register", by_label="Kiểm thử")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all([right, Step(stay=stay, at=at, act="register", by_label="Kiểm thử")])
    assert Step.objects.count() == before


def test_an_inserted_row_can_be_saved_again(play: Cast) -> None:
    petition = received(play.unit)
    step = insert(
        Step(petition=petition, stay=petition.stays.get(), at=clock.now(), act="register", state="registered", by_label="Kiểm thử")
    )
    step.note = "Sửa"
    step.save(update_fields=["note"])
    assert Step.objects.get(pk=step.pk).note == "Sửa"


def test_what_the_database_refuses_is_refused(play: Cast) -> None:
    petition = received(play.unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Sender(petition=petition, purge_on=date(2026, 8, 3)))


@pytest.mark.django_db
def test_numbers_of_a_series_have_no_gap_and_what_is_put_back_comes_again() -> None:
    assert [next_number("thử"), next_number("thử"), next_number("khác")] == [1, 2, 1]
    put_back("thử")
    assert next_number("thử") == 2
    assert Counter.objects.get(series="thử").last == 2


def test_a_number_goes_back_with_the_transaction_that_failed(play: Cast) -> None:
    next_number("thử")
    with transaction.atomic():
        assert next_number("thử") == 2
        transaction.set_rollback(True)
    assert next_number("thử") == 2
