"""What a drawing may show: decisions without a database. What people bring is never used to set units side by side."""

from collections.abc import Collection, Iterator, Mapping

from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.reports.contents import FormContent, IllustrationContent
from danvan.reports.models import Drawing, Indicator, IndicatorKind
from danvan.reports.rules import BROUGHT_BY_PEOPLE

MOST = 12
BY_UNIT = (Drawing.UNITS, Drawing.MAP)


def barred(indicator: Indicator) -> str:
    """Why the indicator is not put on a map; empty where it may be."""
    if indicator.figure in BROUGHT_BY_PEOPLE:
        return _("Số việc người dân đưa đến không được dùng để so các đơn vị với nhau: nơi nhận nhiều có thể là nơi chịu nghe.")
    if indicator.kind == IndicatorKind.OWN or indicator.signed:
        return _("Chỉ tiêu này không so được giữa các đơn vị trên bản đồ.")
    return ""


def unfit(kind: str, indicator: Indicator, wholes: Collection[int]) -> str:
    """Why the indicator is not drawn this way; empty where it may be. `wholes`: the indicators (by key) that have parts."""
    if kind == Drawing.MAP or (kind == Drawing.UNITS and (indicator.figure in BROUGHT_BY_PEOPLE or indicator.kind == IndicatorKind.OWN)):
        return barred(indicator)
    if kind == Drawing.PARTS and indicator.pk not in wholes:
        return _("%(code)s không có các phần trong sổ; chọn một chỉ tiêu là tổng của các chỉ tiêu khác.") % {"code": indicator.code}
    return ""


def check_illustrations(said: FormContent, known: Mapping[str, Indicator], wholes: Collection[int]) -> None:
    """Refused (field "illustrations") with the first drawing that makes no sense. `known`: the form's indicators by code."""
    for words in _faults(said, known, wholes):
        raise Refused(words, field="illustrations")


def _faults(said: FormContent, known: Mapping[str, Indicator], wholes: Collection[int]) -> Iterator[str]:
    if len(said.illustrations) > MOST:
        yield _("Một mẫu có nhiều nhất %(most)s hình.") % {"most": MOST}
    headings = {one.code for one in said.headings}
    for place, one in enumerate(said.illustrations, start=1):
        if words := _fault(one, said, headings, known, wholes):
            yield _("Hình %(number)s: %(words)s") % {"number": place, "words": words}


def _fault(
    one: IllustrationContent, said: FormContent, headings: Collection[str], known: Mapping[str, Indicator], wholes: Collection[int]
) -> str:
    if one.kind not in Drawing.values:
        return _("Chọn một cách vẽ trong danh sách.")
    if one.heading and one.heading not in headings:
        return _("Đề mục của hình không còn trong mẫu; hãy chuyển hoặc bỏ hình ấy trước.")
    if one.indicator and (one.indicator not in said.codes or one.indicator not in known):
        return _("%(code)s không có trong mẫu; hãy thêm chỉ tiêu vào mẫu, hoặc bỏ hình ấy trước.") % {"code": one.indicator}
    return unfit(one.kind, known[one.indicator], wholes) if one.indicator else ""
