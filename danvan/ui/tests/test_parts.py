"""The template tags: what they say and what they link to."""

import re
from datetime import date, timedelta

import pytest
from django.forms import CharField, Form
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.ui.forms import DayField, show_refusal
from danvan.ui.icons import ICONS
from danvan.ui.samples import Sample, wrong_sample
from danvan.ui.templatetags.ui import badge, due, icon, number

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _vietnamese() -> object:
    with translation.override("vi"), clock.standing_at(TODAY):
        yield


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-3, "Quá hạn 3 ngày", "danger"),
        (-1, "Quá hạn 1 ngày", "danger"),
        (0, "Hạn hôm nay", "warning"),
        (1, "Còn 1 ngày", "warning"),
        (3, "Còn 3 ngày", "warning"),
        (4, "Còn 4 ngày", "neutral"),
    ],
)
def test_a_due_date_says_how_it_stands(days: int, words: str, tone: str) -> None:
    chip = due(TODAY + timedelta(days=days))
    assert words in chip
    assert f'data-color="{tone}"' in chip
    assert "<svg" in chip
    assert "Hạn " + f"{TODAY + timedelta(days=days):%d/%m/%Y}" in chip


def test_a_due_date_is_judged_on_the_day_one_asks_for() -> None:
    assert "Còn 5 ngày" in due(TODAY, TODAY - timedelta(days=5))


def test_a_finished_matter_says_whether_it_was_in_time() -> None:
    assert "Xong đúng hạn" in due(TODAY, None, TODAY)
    assert "Xong muộn 2 ngày" in due(TODAY - timedelta(days=2), None, TODAY)


def test_a_paused_clock_and_no_date_at_all_are_said() -> None:
    assert "Tạm dừng" in due(TODAY, None, stopped=True)
    assert "Không có hạn" in due(None)


@pytest.mark.parametrize(("language", "shown"), [("vi", "1.204"), ("en", "1,204"), ("ru", "1\xa0204")])
def test_numbers_are_grouped_as_the_language_does(language: str, shown: str) -> None:
    with translation.override(language):
        assert number(1204) == shown
        assert shown in Template("{% stat 'x' 1204 %}").render(Context())


def test_a_number_in_an_address_or_a_form_is_never_grouped() -> None:
    for language in ("vi", "en", "ru"):
        with translation.override(language):
            assert Template('<input value="{{ key }}">').render(Context({"key": 1204})) == '<input value="1204">'


def test_what_is_written_in_a_badge_is_escaped_and_an_unknown_tone_is_neutral() -> None:
    made = badge("<b>x</b>", "purple")
    assert "&lt;b&gt;" in made
    assert 'data-color="neutral"' in made


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_is_decoration_unless_it_is_named(name: str) -> None:
    assert 'aria-hidden="true"' in icon(name)
    assert 'aria-label="Tên"' in icon(name, "Tên")


def test_every_line_of_the_error_summary_leads_to_a_field_of_the_page() -> None:
    page = Template("{% error_summary form %}{{ form }}").render(Context({"form": wrong_sample()}))
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) == 6
    for target in targets:
        assert f'id="{target}"' in page


def test_a_form_without_errors_has_no_summary() -> None:
    assert Template("{% error_summary form %}").render(Context({"form": Sample()})).strip() == ""
    assert Template("{% error_summary form %}").render(Context({"form": None})).strip() == ""


def test_every_input_has_a_label_and_tells_its_help_and_its_error() -> None:
    page = str(wrong_sample())
    ids = re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]+)"', page)
    assert ids
    for name in ids:
        assert f'for="{name}"' in page
    described = {name for names in re.findall(r'aria-describedby="([^"]+)"', page) for name in names.split()}
    assert described
    assert described <= set(re.findall(r' id="([^"]+)"', page))


def test_optional_fields_say_so_and_required_ones_carry_no_star() -> None:
    page = str(Sample())
    assert page.count("(không bắt buộc)") == 4
    assert "*" not in page


def test_what_a_service_refuses_stands_beside_its_field() -> None:
    form = _one_field()
    show_refusal(form, Refused("Chưa rõ xã nào.", field="place"))
    assert form.errors == {"place": ["Chưa rõ xã nào."]}


def test_a_refusal_for_a_field_the_form_lacks_stands_on_top() -> None:
    form = _one_field()
    show_refusal(form, Refused("Kỳ đã đóng.", field="period"))
    assert form.non_field_errors() == ["Kỳ đã đóng."]


@pytest.mark.parametrize("typed", ["21/9/2026", "21/09/2026", "21-9-2026", "21.9.2026", "2026-09-21"])
def test_a_day_may_be_typed_as_people_write_it(typed: str) -> None:
    assert DayField().clean(typed) == date(2026, 9, 21)


def test_a_wrong_day_stays_in_the_field() -> None:
    page = str(wrong_sample())
    assert 'value="31/02/2026"' in page
    assert "ví dụ 21/9/2026" in page


def test_changing_a_filter_goes_back_to_the_first_page() -> None:
    request = RequestFactory().get("/", {"q": "cầu", "sau": "abc", "loai": "a"})
    made = Template("{% query loai='b' %}").render(Context({"request": request}))
    assert made == "?q=c%E1%BA%A7u&amp;loai=b"


def _one_field() -> Form:
    class One(Form):
        place = CharField(required=False)

    form = One({"place": "Nghĩa Thuận"})
    assert form.is_valid()
    return form
