"""Search in words: accents optional, both engines alike, nothing protected, and no text can become syntax."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.lib import clock
from danvan.lib.text import fold
from danvan.petitions import index, search, services
from danvan.petitions.apps import keep_search
from danvan.petitions.models import PROTECTED_KINDS, Petition, PetitionKind, Topic
from danvan.petitions.selectors import worklist
from danvan.petitions.tests.factories import Cast, answered, bring, classified, received, registered
from danvan.ui.paging import page

DAY = date(2026, 9, 7)


def find(words: str, units: tuple[int, ...] | None = None) -> list[str]:
    """The texts of what matches, newest first."""
    found = search.matching(Petition.objects.all(), search.read(words), units)
    return [one.text for one in found.order_by("-pk")]


BRIDGE, LAMP = "Cầu bản Nậm Khum hỏng sau lũ, đường vào thôn cũng hỏng.", "Đèn đường thôn Đoài không sáng."


@pytest.fixture(autouse=True, params=["few", "many"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL reads few matches at once and walks many; few that filters leave are read through, many are walked. All find the same."""
    if request.param == "many":
        monkeypatch.setattr(search, "OFTEN", 0)
        monkeypatch.setattr(search, "FEW_FOUND", -1)
        monkeypatch.setattr(search, "FEW", 0)


@pytest.fixture
def letters(play: Cast) -> Cast:
    """A bridge at commune `a`, a lamp there, and a lamp at the neighbour's."""
    received(play.unit, text=BRIDGE, place="Bản Nậm Khum")
    received(play.unit, text=LAMP)
    received(play.tree.b, text="Đèn đường xã bên tắt.", place="Xóm Núi")
    return play


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("nậm khum", [BRIDGE]),
        ("NAM KHUM", [BRIDGE]),
        ("đèn đoài", [LAMP]),
        ("den   doai", [LAMP]),
        ("duong thon", [LAMP, BRIDGE]),
        ('"duong thon"', [LAMP]),
        ("“đường vào thôn”", [BRIDGE]),
        ('"duong thon" khum', []),
        ("duon", []),
        ("", []),
        ('"" - ()', []),
    ],
)
def test_words_are_found_with_or_without_accents_and_phrases_as_they_stand(letters: Cast, words: str, texts: list[str]) -> None:
    assert find(words, (letters.unit.pk,)) == texts
    assert [one for one in find(words) if "xã bên" not in one] == texts


def test_an_open_quote_is_no_phrase() -> None:
    assert search.read('den "duong thon').terms == (("den",), ("duong",), ("thon",))


def test_a_reference_and_a_line_of_the_book_are_found(play: Cast) -> None:
    first, other = registered(play.clerk), registered(play.neighbour)
    for words, units in (("kn26-00001", None), (" KN26-00001 ", (play.unit.pk,)), ("00001", None), ("1/2026", (play.unit.pk,))):
        assert list(search.matching(Petition.objects.all(), search.read(words), units)) == [first], words
    assert list(search.matching(Petition.objects.all(), search.read("1/2026"), (play.tree.b.pk,))) == [other]
    assert not search.matching(Petition.objects.all(), search.read("1/2026"))


def test_who_mentions_a_reference_is_found_beside_it(play: Cast) -> None:
    first = received(play.unit)
    later = received(play.unit, text="Đơn KN26-00001 của tôi chưa được trả lời.")
    assert list(search.matching(Petition.objects.order_by("pk"), search.read("kn26-00001"))) == [first, later]


@pytest.mark.parametrize("kind", PROTECTED_KINDS)
def test_what_becomes_protected_leaves_the_index_at_once(play: Cast, kind: str) -> None:
    petition = classified(play.clerk, PetitionKind.COMPLAINT, text="Cán bộ nhận tiền của dân.")
    assert find("nhận tiền")
    services.classify(by=play.clerk, petition=petition, kind=kind)
    assert not find("nhận tiền")
    assert held() == set()
    assert list(search.matching(Petition.objects.all(), search.read(petition.reference))) == [petition]
    services.classify(by=play.clerk, petition=petition, kind=PetitionKind.COMPLAINT)
    assert find("nhận tiền")


def test_a_denunciation_at_the_desk_and_the_letter_it_was_split_from_are_not_in_the_index(play: Cast) -> None:
    bring(play.unit, text="Ông Hùng nhận tiền.", channel="desk", kind=PetitionKind.DENUNCIATION, sender=services.NOBODY)
    letter = registered(play.clerk, text="Đường hỏng. Cán bộ nhận tiền của dân.")
    parts = [
        services.Part("Đường hỏng.", Topic.ROADS),
        services.Part("Cán bộ nhận tiền.", Topic.SERVICE, kind=PetitionKind.DENUNCIATION),
    ]
    road, _bribe = services.split(by=play.clerk, petition=letter, parts=parts)
    assert held() == {road.pk}
    assert not find("nhận tiền")


def held() -> set[int]:
    """Which petitions the index holds anything of, as the database itself tells."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, petitions_search, instance)")
            cursor.execute("SELECT DISTINCT doc FROM temp.terms")
        else:
            cursor.execute("SELECT rowid FROM petitions_search")
        return {pk for (pk,) in cursor.fetchall()}


def test_a_unit_is_searched_where_the_petition_lies_now(play: Cast) -> None:
    petition = registered(play.clerk, text="Kênh tưới bị lấn.")
    above = play.tree.province
    assert find("kenh tuoi", (play.unit.pk,))
    Petition.objects.filter(pk=petition.pk).update(unit=above)
    assert not find("kenh tuoi", (play.unit.pk,))
    assert find("kenh tuoi", (above.pk,))


def test_what_is_gone_is_gone_from_the_index(letters: Cast) -> None:
    Petition.objects.filter(text=LAMP).update(folded="van ban khac")
    assert not find("khong sang")
    assert find("van ban khac") == [LAMP]


@pytest.mark.sqlite  # only SQLite drops triggers with a table that is made anew
def test_the_index_is_made_anew_when_a_migration_lost_its_triggers(letters: Cast) -> None:
    assert not index.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER petitions_search_new")
    received(letters.unit, text="Trạm y tế thiếu thuốc.")
    assert not find("thieu thuoc")
    keep_search(using="default", sender=apps.get_app_config("petitions"))
    assert find("thieu thuoc")
    received(letters.unit, text="Trường học dột.")
    assert find("truong hoc dot")


def test_the_kinds_that_are_kept_out_are_those_that_are_protected() -> None:
    assert {f"'{kind.value}'" for kind in PROTECTED_KINDS} == set(index.PROTECTED.split(", "))


def test_an_index_filled_again_is_the_same(letters: Cast) -> None:
    before = held()
    index.rebuild(connection)
    assert held() == before
    assert find("nam khum") == [BRIDGE]


def test_both_ways_of_searching_find_the_same_and_keep_the_scope(letters: Cast) -> None:
    superior, clerk = (worklist.scope_of(one) for one in (letters.superior, letters.clerk))
    for words in ("đèn", "đường", "thôn hỏng", "khum", "tắt", '"đèn đường"'):
        wanted = worklist.Wanted(words=words)
        walked = set(worklist.find(superior, wanted, DAY).petitions)
        read_through = set(worklist.find(superior, worklist.Wanted(words=words, topic=Topic.ROADS), DAY).petitions)
        assert walked == read_through
        assert set(worklist.find(clerk, wanted, DAY).petitions) == {one for one in walked if one.unit_id == letters.unit.pk}


def test_settled_petitions_are_found_too_and_state_law_and_days_narrow(play: Cast) -> None:
    done = answered(play.clerk, text="Đường thôn Đoài hỏng.")
    with clock.standing_at(date(2026, 9, 14)):
        open_one = received(play.unit, text="Đường thôn Đoài lại hỏng.")
    scope = worklist.scope_of(play.clerk)

    def ask(**more: object) -> set[Petition]:
        return set(worklist.find(scope, worklist.Wanted(words="duong", **more), DAY).petitions)  # type: ignore[arg-type]

    assert ask() == {done, open_one}
    assert ask(state="received") == {open_one}
    assert ask(received=(date(2026, 9, 8), None)) == {open_one}
    assert ask(received=(None, date(2026, 9, 8))) == {done}
    assert ask(due=(date(2026, 9, 1), None)) == {open_one}
    assert ask(law=[open_one.clocks.get().limit.code]) == {open_one}


def test_what_filters_leave_comes_page_by_page_newest_first_and_nothing_protected(play: Cast) -> None:
    letters = [received(play.unit, text=f"Đường thôn {number} hỏng.", topic=Topic.ROADS) for number in range(5)]
    bring(
        play.unit, text="Đường hỏng vì ông Hùng.", channel="desk", kind=PetitionKind.DENUNCIATION, sender=services.NOBODY, topic=Topic.ROADS
    )
    received(play.unit, text="Đèn không sáng.", topic=Topic.ROADS)
    found = worklist.find(worklist.scope_of(play.clerk), worklist.Wanted(words="duong hong", topic=Topic.ROADS), DAY)
    rows: list[Petition] = []
    way = ""
    for _page in range(3):
        shown = page(found.petitions, RequestFactory().get(f"/{way}"), order=found.order, size=2)
        rows, way = [*rows, *shown.rows], shown.next
    assert rows == letters[::-1]
    assert not way


ANY_TEXT = st.text(alphabet=st.characters(), max_size=60)
SYNTAX = st.lists(
    st.sampled_from(
        ['"', "'", "*", "(", ")", ":", "^", "-", "+", "NEAR", "AND", "OR", "NOT", "&", "|", "!", "<->", "\\", "\0", "đường", "%", " "]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT | SYNTAX)
def test_no_text_is_syntax(letters: Cast, text: str) -> None:
    for units in (None, (letters.unit.pk,)):
        query = search.read(text)
        found = {one.pk for one in search.matching(Petition.objects.all(), query, units)}
        there = Petition.objects.filter(unit__in=units) if units else Petition.objects.all()
        assert found == {one.pk for one in there if query and query.holds(one.folded)}


VIETNAMESE = st.text(alphabet="aăâeêđdơưứờĐẤ 0123e.,-/_'\"(;ab", min_size=1, max_size=40)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(text=VIETNAMESE, words=VIETNAMESE)
def test_both_engines_find_what_the_definition_finds(play: Cast, text: str, words: str) -> None:
    petition = Petition.objects.order_by("-pk").first() or received(play.unit)
    Petition.objects.filter(pk=petition.pk).update(folded=fold(text))
    query = search.read(words)
    if query.reference or query.book:
        return
    expected = bool(query) and query.holds(fold(text))
    assert search.matching(Petition.objects.all(), query).exists() == expected
    part = " ".join(fold(text).split()[:2])
    again = search.read(part)
    if again and not (again.reference or again.book):
        assert search.matching(Petition.objects.all(), again).exists()
