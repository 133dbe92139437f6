"""The demonstration world is told through the services, whole, and the published figures stand in it as published."""

import html
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from danvan.audit import selectors as audit
from danvan.audit.doer import SYSTEM
from danvan.demo import cases, hamlets, reading, world
from danvan.demo.people import PASSWORD
from danvan.documents.services import load_days, load_limits
from danvan.lib import clock
from danvan.lib.papers import Chart, Map
from danvan.notices.models import Notice
from danvan.petitions.models import Petition, Sender
from danvan.reports.models import Adjustment, Form, Indicator, Look, Qualifier, Relation, Report, ReportState, SavedTable, Takeover
from danvan.reports.papers.told import paper_of
from danvan.reports.selectors import completeness, table
from danvan.reports.selectors.crosstab import Choice, crosstab
from danvan.reports.selectors.meaning import linked
from danvan.reports.services import load_book, period_of
from danvan.units.models import Holding, Portion, Unit

pytestmark = pytest.mark.django_db
SMALL = world.Size(petitions=14, lively=6, missing=1, communes=4, elsewhere=1)


@pytest.fixture
def ground(real_units: None) -> None:
    """Real units, law, days and indicators."""
    load_limits(by=SYSTEM)
    load_days(range(2015, 2028), by=SYSTEM)
    load_book(by=SYSTEM)


def figure(key: str, period: str, code: str, *, borders: str = "then") -> str:
    """A number as printed."""
    rows = table(Unit.objects.get(key=key), period_of(period), borders=borders)
    return next(row.text for row in rows if row.indicator.code == code)


@pytest.mark.long
def test_a_small_world_is_told_whole(ground: None, client: Client, settings: Settings, tmp_path: Path) -> None:
    """Told once for all that is asked of it: the telling takes most of a minute."""
    settings.NOTICE_MAIL, settings.NOTICE_MAIL_FOLDER = "files", tmp_path
    world.build(lambda line: None, SMALL)
    is_whole_and_its_log_unbroken()
    misses_whom_it_should()
    has_more_to_read_than_one_province()
    a_commune_has_hamlets_to_answer_for()
    a_theme_is_drawn_and_signed()
    nobody_carries_a_whole_name()
    everybody_on_the_list_signs_in_and_sees_their_own_page(client)
    news_lies_in_files_for_people_and_officers(tmp_path)


def is_whole_and_its_log_unbroken() -> None:
    assert world.exists()
    assert Petition.objects.count() >= SMALL.petitions + 2 * SMALL.lively
    assert Adjustment.objects.standing().filter(fact__live=True).exists()
    assert Petition.objects.filter(received_on__gt=world.FIXED_DAY).count() == 0
    assert audit.verify().whole
    assert {one.username for one in world.known_sign_ins()} >= {
        "xa.tiepdan",
        "phuong.chutich",
        "tinh.baocao",
        "tw.baocao",
        "tinh.quantri",
        "tinh.niemphong2",
    }


def misses_whom_it_should() -> None:
    """The last quarter misses whom it should, and an earlier one counts what lies in the records."""
    province, period = Unit.objects.get(key=world.PROVINCE), period_of("2026-Q2")
    assert len(completeness(province, period_of("2026-Q3")).missing) >= SMALL.missing
    submitted = Report.objects.filter(period=period, unit__level="commune").exclude(state=ReportState.DRAFT)
    assert submitted.count() == SMALL.communes
    came = Petition.objects.filter(received_on__range=(period.first_day, period.last_day), steps__isnull=False).distinct().count()
    assert int(figure(world.PROVINCE, "2026-Q2", "C18")) >= came


def has_more_to_read_than_one_province() -> None:
    assert int(figure("vn", "2026-Q2", "H68").replace(".", "")) > int(figure(world.PROVINCE, "2026-Q2", "H68").replace(".", ""))
    assert Report.objects.get(unit__key=world.PROVINCE, period__key="2026-Q3").state == ReportState.DRAFT
    assert SavedTable.objects.get().name == reading.KEPT_TABLE
    assert {one.period.key for one in Look.objects.select_related("period")} >= {"2026-Q2", "2026-Q3"}
    assert Portion.objects.exists()
    [oversight], province, quarter = (
        linked(Indicator.objects.filter(code="HT-1")),
        Unit.objects.get(key=world.PROVINCE),
        period_of("2026-Q1"),
    )
    own = crosstab(Choice((province,), (oversight,), (quarter,), "then")).entry(oversight, province, quarter)
    both = sum(int(figure(world.PROVINCE, "2026-Q1", code)) for code in ("A5", "A7"))
    assert own.text == f"{both} (1/70)"  # of the province alone: no commune gave them
    assert Relation.objects.filter(owner=province).values_list("left", "sign", "right").get() == (["H70"], "at_most", ["H68"])


def a_commune_has_hamlets_to_answer_for() -> None:
    """Of six hamlets four have filed, one of them corrected and one late; one was sent back, one is silent; the commune has both to answer."""
    commune = Unit.objects.get(bodies__posts__holdings__user__username="xa.baocao")
    period = period_of(hamlets.KEY)
    filing = completeness(commune, period)
    assert (filing.expected, filing.filed, [one.state for one in filing.missing]) == (6, 4, ["none", "returned"])
    told = Takeover.objects.filter(unit=commune).order_by("id").values_list("state", "correction__kind")
    assert list(told) == [("waiting", "corrected"), ("waiting", "late")]
    assert {one.username for one in world.known_sign_ins()} >= {"thon1.truong", "thon2.truong"}
    assert figure(world.PROVINCE, hamlets.KEY, hamlets.MEETINGS) == "5"


def a_theme_is_drawn_and_signed() -> None:
    province, period = Unit.objects.get(key=world.PROVINCE), period_of("2026-Q2")
    paper = paper_of(province, period, form=Form.objects.get(code="ht-dan-van-kheo"))
    assert [type(one).__name__ for one in paper.blocks if isinstance(one, Map | Chart)] == ["Map", "Chart"]
    assert (paper.signature.capacity, paper.signature.name) == ("deputy", "Hồ Văn L.")


def nobody_carries_a_whole_name() -> None:
    names = [*Sender.objects.exclude(name="").values_list("name", flat=True), *Holding.objects.values_list("user__full_name", flat=True)]
    assert names
    assert all(name.endswith(".") and len(name.split()[-1]) == 2 for name in names)


def everybody_on_the_list_signs_in_and_sees_their_own_page(client: Client) -> None:
    """Each user that `danvan demo` prints, by the login page, to a first page that says whose it is and the page of reports."""
    listed = world.known_sign_ins()
    assert len(listed) == len({one.username for one in listed}) >= 20
    with clock.standing_at(world.FIXED_DAY):
        for one in listed:
            answer = client.post("/dang-nhap/", {"username": one.username, "password": PASSWORD}, follow=True)
            assert (one.username, answer.status_code, answer.redirect_chain[-1][0]) == (one.username, 200, "/lam-viec/")
            assert one.title in html.unescape(answer.content.decode())
            assert client.get("/lam-viec/bao-cao/").status_code == 200
            client.post("/dang-xuat/")


def news_lies_in_files_for_people_and_officers(folder: Path) -> None:
    """Reminders for who files and news for who sent something, each to a name that no real mailbox can have; what is long past has lost its address."""
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    sent = Notice.objects.filter(channel="mail", state="sent")
    assert len(written) == sent.count() > 0
    receivers = {line for text in written.values() for line in text.splitlines() if line.startswith("To: ")}
    assert all(line.endswith((".example", ".invalid")) for line in receivers)
    assert any("xa.baocao@" in line or "phuong.baocao@" in line for line in receivers)
    assert {"report", "update"} <= set(sent.values_list("kind", flat=True))
    assert not sent.filter(ended_at__lt=clock.moment(world.FIXED_DAY) - timedelta(days=40)).exclude(to="").exists()


def test_the_five_cases_stand_as_they_were_published(ground: None) -> None:
    reports = cases.tell()
    received = [ReportState.ACCEPTED if report.obligation.receiver_id else ReportState.SUBMITTED for report in reports]
    assert [report.state for report in reports] == received
    assert {report.unit.key for report in reports if report.state == ReportState.SUBMITTED} == {"vn"}
    assert figure("2004:37", "2023-9M", "A1") == "29"
    assert figure("2004:37", "2021..2023", "H68") == "1.635"
    assert figure("2004:42", "2023", "H68") == "1.743"
    assert figure("2004:42", "2023", "G58") == "hơn 2.200"
    assert figure("2004:42", "2023", "H73B") == "khoảng 250"
    assert {one.qualifier for case in cases.CASES for one in case.figures} == {Qualifier.EXACT, Qualifier.ABOUT, Qualifier.OVER}


def test_nothing_is_counted_for_years_before_anybody_worked_in_the_system(ground: None) -> None:
    cases.tell()
    assert figure("2004:37", "2023-9M", "C18") == "–"


@pytest.mark.parametrize(("period", "code", "value"), [("2023-9M", "A1", "29"), ("2021..2023", "H68", "1635")])
def test_the_shell_builds_the_report_of_the_former_ninh_binh_with_its_sources(
    ground: None, tmp_path: Path, period: str, code: str, value: str
) -> None:
    cases.tell()
    out = tmp_path / "ninh-binh.json"
    call_command("report", "build", "--unit", "37", "--period", period, "--out", str(out))
    told = json.loads(out.read_text())
    row = next(row for row in told["figures"] if row["code"] == code)
    assert told["unit"]["key"] == "2004:37"
    assert row["value"] == value
    assert cases.NINH_BINH_2023.title in row["how"]


def test_the_reader_of_todays_ninh_binh_sees_the_old_figures_and_who_gave_none(ground: None) -> None:
    cases.tell()
    today = table(Unit.objects.get(key="2025:37"), period_of("2023-9M"), borders="today")
    assert figure("2025:37", "2023-9M", "A1", borders="today") == "29"
    assert any("Hà Nam" in note and "Nam Định" in note for note in today.notes)
