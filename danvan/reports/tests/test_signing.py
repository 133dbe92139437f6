"""Who signs a report: said by the unit from a day on, printed as the layouts want, never rewriting an earlier paper."""

import io
from dataclasses import replace
from datetime import date

import docx as python_docx
import pypdf
import pytest

from danvan.lib import clock
from danvan.lib.papers import Letterhead, Paper, Signature, docx, pdf
from danvan.lib.refusal import Refused
from danvan.lib.tests.papers_sample import paper
from danvan.reports import services
from danvan.reports.models import Every, Regime, Report, Signing
from danvan.reports.papers.told import paper_of
from danvan.reports.signing import SigningData
from danvan.reports.tests.factories import AFTER, period
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]

START = date(2026, 1, 1)
DEPUTY = SigningData(START, "Phó Trưởng ban", "deputy", "Trưởng ban", place="Hoa Lư", symbol="BC/BTGDVTU", form=Every.PARTY)


def of(world: World) -> Paper:
    """The province's paper."""
    return paper_of(world.tree.province, period())


@pytest.mark.parametrize(
    ("capacity", "party", "state"),
    [
        ("behalf", "T/M Ban Thường vụ", "TM. Ban Thường vụ"),
        ("deputy", "K/T Trưởng ban", "KT. Trưởng ban"),
        ("order", "T/L Bí thư", "TL. Bí thư"),
    ],
)
def test_each_layout_writes_its_own_sign(capacity: str, party: str, state: str) -> None:
    signature = Signature(party[4:], "Phó bí thư", capacity=capacity)  # type: ignore[arg-type]  # one of the three
    for letterhead, line in ((Letterhead.PARTY, party), (Letterhead.STATE, state)):
        assert replace(paper(letterhead), signature=signature).authority_line() == line


@pytest.mark.parametrize("letterhead", list(Letterhead))
def test_the_name_stands_under_the_room_for_the_hand_in_docx_and_pdf(letterhead: Letterhead) -> None:
    said = replace(paper(letterhead), signature=Signature("Trưởng ban", "Phó Trưởng ban", capacity="deputy", name="Nguyễn Thị Ưỡn"))
    document = python_docx.Document(io.BytesIO(docx.render(said)))
    cell = next(table.rows[0].cells[1] for table in document.tables if "PHÓ TRƯỞNG BAN" in table.rows[0].cells[-1].text)
    *_above, position, name = cell.paragraphs
    assert (position.text, name.text) == ("PHÓ TRƯỞNG BAN", "Nguyễn Thị Ưỡn")
    assert position.paragraph_format.space_after is not None
    assert position.paragraph_format.space_after.mm == pytest.approx(28, abs=0.1)
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.render(said))).pages)
    assert words.index("PHÓ TRƯỞNG BAN") < words.index("Nguyễn Thị Ưỡn")


def test_a_unit_says_who_signs_and_where_and_under_which_symbol(world: World) -> None:
    services.set_signing(by=world.receiver, unit=world.tree.province, said=replace(DEPUTY, post=world.receiver.post.pk))
    said = of(world)
    assert said.authority_line() in ("K/T Trưởng ban", "KT. Trưởng ban")
    assert (said.signature.position, said.signature.name) == ("Phó Trưởng ban", world.receiver.user.full_name)
    assert said.place == "Hoa Lư"
    assert said.symbol.endswith("BC/BTGDVTU")
    assert paper_of(world.commune, period()).place != "Hoa Lư"


def test_what_is_said_later_leaves_earlier_papers_as_they_were(world: World) -> None:
    with clock.standing_at(AFTER):
        services.set_signing(by=world.receiver, unit=world.tree.province, said=DEPUTY)
        report = world.filed(world.tree.province)
        services.set_signing(by=world.receiver, unit=world.tree.province, said=SigningData(date(2026, 11, 1), "Trưởng ban"))
    with clock.standing_at(date(2026, 12, 1)):
        assert of(world).signature.position == "Phó Trưởng ban"
        assert Report.objects.get(pk=report.pk).signed_on is None


def test_a_form_of_its_own_goes_before_what_holds_for_all(world: World) -> None:
    one = SigningData(START, "Chánh Văn phòng", "order", "Ban Thường vụ", form=world.book.form.code)
    services.set_signing(by=world.receiver, unit=world.tree.province, said=one)
    services.set_signing(by=world.receiver, unit=world.tree.province, said=replace(DEPUTY, valid_from=date(2026, 6, 1)))
    assert of(world).signature.position == "Chánh Văn phòng"


def test_who_signs_for_the_party_signs_no_paper_of_the_state_and_the_other_way_round(world: World) -> None:
    unit, form = world.tree.province, world.book.form
    services.set_signing(by=world.receiver, unit=unit, said=DEPUTY)
    services.set_signing(by=world.receiver, unit=unit, said=replace(DEPUTY, form=""))  # said before the regimes were told apart
    form.regime = Regime.STATE
    form.save(update_fields=["regime"])
    said = of(world)
    assert said.letterhead is Letterhead.STATE
    assert said.authority_line() == "TM. Ủy ban nhân dân"
    assert (said.signature.position, "BTGDVTU" in said.symbol, said.place) == ("Chủ tịch", False, "Ninh Bình")
    chair = SigningData(START, "Phó Chủ tịch", "deputy", "Chủ tịch", form=Every.STATE, symbol="BC-UBND")
    services.set_signing(by=world.receiver, unit=unit, said=chair)
    assert of(world).authority_line() == "KT. Chủ tịch"
    assert of(world).symbol.endswith("/BC-UBND")
    form.regime = Regime.PARTY
    form.save(update_fields=["regime"])
    assert of(world).signature.position == "Phó Trưởng ban"


def test_two_holders_of_a_post_leave_room_for_the_name(world: World) -> None:
    post = world.receiver.post
    services.set_signing(by=world.receiver, unit=world.tree.province, said=replace(DEPUTY, post=post.pk))
    post.holdings.create(user=officer(world.tree.province).user, valid_from=START)
    assert of(world).signature.name == ""


def test_the_day_of_the_signature_stands_on_the_paper_and_is_frozen(world: World) -> None:
    report = world.draft()
    with pytest.raises(Refused) as refused:
        services.submit(by=world.maker, report=report, signed_on=date(2027, 1, 1))
    assert refused.value.field == "signed_on"
    client = browser(world.maker)
    page = client.post(place("check", report.pk), {"number": "15-BC/ĐU", "signed_on": "01/01/2027"}).content.decode()
    assert "Ngày ký không sau hôm nay" in page
    assert "15-BC/ĐU" in page
    page = client.post(place("check", report.pk), {"number": "15-BC/ĐU", "signed_on": "30/06/2026"}).content.decode()
    assert "Ngày ký không trước ngày đầu kỳ, 01/07/2026." in page
    client.post(place("check", report.pk), {"number": "15-BC/ĐU", "signed_on": "02/10/2026"})
    sent = Report.objects.get(pk=report.pk)
    assert sent.frozen is not None
    assert (sent.signed_on, sent.frozen["signed_on"]) == (date(2026, 10, 2), "2026-10-02")
    assert paper_of(world.commune, period()).place_line().endswith("ngày 02 tháng 10 năm 2026")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"position": " "}, "position"),
        ({"authority": ""}, "authority"),
        ({"capacity": ""}, "capacity"),
        ({"authority": "Ban Thường vụ"}, "authority"),
        ({"form": "khong-co"}, "form"),
        ({"post": 0}, "post"),
    ],
)
def test_what_no_paper_may_say_is_refused_beside_its_field(world: World, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        services.set_signing(by=world.receiver, unit=world.tree.province, said=replace(DEPUTY, **wrong))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Signing.objects.exists()


def test_it_is_looked_at_before_it_is_kept(world: World) -> None:
    client, address = browser(world.receiver), place("signing")
    typed = {
        "valid_from": "01/10/2026",
        "capacity": "deputy",
        "authority": "Trưởng ban",
        "position": "Phó Trưởng ban",
        "post": str(world.receiver.post.pk),
    }
    page = client.post(address, {**typed, "form": "@party", "look": "1"}).content.decode()
    assert "TRƯỞNG BAN</strong>" in page
    assert world.receiver.user.full_name in page
    assert "chưa lưu" in page
    assert not Signing.objects.exists()
    page = client.post(address, {**typed, "authority": "Ban Thường vụ"}).content.decode()
    assert "Tập thể không có người ký thay" in page
    assert 'value="Ban Thường vụ"' in page
    assert client.post(address, typed)["Location"] == address
    assert Signing.objects.get().unit == world.tree.province
    assert "Phó Trưởng ban" in client.get(address).content.decode()


def test_only_who_makes_reports_says_who_signs_them(world: World) -> None:
    assert browser(officer(world.commune, Duty.RECEIVE)).get(place("signing")).status_code == 403
    assert 'href="' + place("signing") in browser(world.maker).get(place("list")).content.decode()
