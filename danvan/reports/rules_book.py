"""Pure decisions about the book: what an indicator or a form must say to make sense. No database: what else is in the book comes as an argument."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields

from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.reports.contents import FIXED, FormContent, IndicatorContent
from danvan.reports.models import Frequency, IndicatorKind
from danvan.reports.rules import FILING

CODE = re.compile(r"[A-Z][A-Z0-9.\-]{0,11}")
FORM_CODE = re.compile(r"[a-z][a-z0-9\-]{1,23}")
FINEST = 4
LONGEST_WAIT = 120
Fault = tuple[str, str]


def check_indicator(code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent], figures: Collection[str]) -> None:
    """Refused with the first thing that makes no sense, beside its field. `book`: the other indicators by code; `figures`: what may be counted."""
    for place, words in _indicator_faults(code, said, book, figures):
        raise Refused(words, field=place)


def _indicator_faults(code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent], figures: Collection[str]) -> Iterator[Fault]:
    if not CODE.fullmatch(code):
        yield "code", _("Mã bắt đầu bằng chữ hoa, chỉ gồm chữ hoa không dấu, số, dấu chấm, dấu gạch, nhiều nhất 12 ký tự.")
    for name in ("name", "measure", "definition"):
        if not getattr(said, name).strip():
            yield name, _("Không để trống ô này.")
    if said.scale > FINEST:
        yield "scale", _("Nhiều nhất %(count)s chữ số thập phân.") % {"count": FINEST}
    if said.valid_to and said.valid_to <= said.valid_from:
        yield "valid_to", _("Ngày kết thúc phải sau ngày bắt đầu.")
    if said.figure and said.figure not in figures:
        yield "figure", _("Không có số liệu gốc này.")
    yield from _formula_faults(code, said, book)
    yield from _part_faults(code, said, book)


def _formula_faults(code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent]) -> Iterator[Fault]:
    ratio = said.kind == IndicatorKind.RATIO
    for name in ("numerator", "denominator"):
        part = getattr(said, name)
        if ratio and not part:
            yield name, _("Tỷ lệ phải có tử số và mẫu số.")
        if part and not ratio:
            yield name, _("Chỉ tỷ lệ mới có tử số, mẫu số.")
        if part and (part == code or part not in book or book[part].kind in (IndicatorKind.RATIO, IndicatorKind.OWN)):
            yield name, _("Chọn một chỉ tiêu cộng được, khác chính nó.")
    if ratio and said.figure:
        yield "figure", _("Tỷ lệ được tính từ hai chỉ tiêu, không đếm.")


def _part_faults(code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent]) -> Iterator[Fault]:
    parts = [one for one in book.values() if one.whole == code]
    if said.summed and (not said.exhaustive or said.figure):
        yield "summed", _("Chỉ tính bằng tổng các phần khi các phần cộng lại đúng bằng nó và nó không được đếm từ hồ sơ.")
    if said.summed and not parts:
        yield "summed", _("Chưa có chỉ tiêu nào là một phần của nó.")
    if any(getattr(one, name) != getattr(said, name) for one in parts for name in FIXED):
        yield "kind", _("Các phần của nó có cách cộng, đơn vị tính hoặc số lẻ khác.")
    if not said.whole:
        return
    whole = book.get(said.whole)
    if said.whole == code or whole is None or whole.whole:
        yield "whole", _("Chọn một chỉ tiêu không phải là chính nó và không phải là phần của chỉ tiêu khác.")
    elif parts:
        yield "whole", _("Chỉ tiêu này đã có các phần của nó; không thể đồng thời là một phần.")
    elif any(getattr(whole, name) != getattr(said, name) for name in FIXED) or said.kind in (IndicatorKind.RATIO, IndicatorKind.OWN):
        yield "whole", _("Một phần phải cùng cách cộng, đơn vị tính và số lẻ với tổng.")


def check_form(code: str, said: FormContent, known: Collection[str]) -> None:
    """Refused with the first thing that makes no sense, beside its field. `known`: the codes of all indicators."""
    for place, words in _form_faults(code, said, known):
        raise Refused(words, field=place)


def _form_faults(code: str, said: FormContent, known: Collection[str]) -> Iterator[Fault]:
    if not FORM_CODE.fullmatch(code):
        yield "code", _("Mã gồm chữ thường không dấu, số, dấu gạch nối, bắt đầu bằng chữ, nhiều nhất 24 ký tự.")
    for name in ("name", "title"):
        if not getattr(said, name).strip():
            yield name, _("Không để trống ô này.")
    if not said.levels or not set(said.levels) <= set(FILING):
        yield "levels", _("Chọn ít nhất một cấp lập báo cáo.")
    if not said.frequencies or not set(said.frequencies) <= set(Frequency.values):
        yield "frequencies", _("Chọn ít nhất một loại kỳ.")
    if not 1 <= said.first_day <= 28:
        yield "first_day", _("Kỳ bắt đầu từ ngày 1 đến ngày 28 của tháng.")
    if set(said.due_days) != set(said.levels) or not all(0 <= days <= LONGEST_WAIT for days in said.due_days.values()):
        yield "levels", _("Mỗi cấp lập báo cáo cần số ngày nộp, từ 0 đến %(most)s.") % {"most": LONGEST_WAIT}
    yield from _heading_faults(said, known)


def _heading_faults(said: FormContent, known: Collection[str]) -> Iterator[Fault]:
    codes = said.codes
    if len(codes) != len(set(codes)):
        yield "headings", _("Một chỉ tiêu chỉ đứng một chỗ trong mẫu.")
    if missing := sorted(set(codes) - set(known)):
        yield "headings", _("Không có chỉ tiêu %(codes)s trong sổ.") % {"codes": ", ".join(missing)}
    if len({heading.code for heading in said.headings}) != len(said.headings):
        yield "headings", _("Hai đề mục không được trùng mã.")
    if any(not heading.title.strip() for heading in said.headings):
        yield "headings", _("Đề mục phải có tên.")


def ready_to_publish(said: FormContent) -> None:
    """Refused for a form that would ask nothing."""
    if not said.codes and not any(heading.takes_text for heading in said.headings):
        raise Refused(_("Mẫu chưa hỏi gì: thêm đề mục có lời văn hoặc chỉ tiêu."))


def changed_fields(old: IndicatorContent, new: IndicatorContent) -> list[str]:
    """The names of what differs."""
    return [one.name for one in fields(old) if getattr(old, one.name) != getattr(new, one.name)]
