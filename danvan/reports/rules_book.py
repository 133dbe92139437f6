"""Pure decisions about the book: what an indicator or a form must say to make sense. No database: what else is in the book comes as an argument."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.reports import due, formulas
from danvan.reports.checks import Sign, is_number
from danvan.reports.contents import FIXED, FormContent, IndicatorContent
from danvan.reports.models import Comparison, Display, Frequency, IndicatorKind
from danvan.reports.over_time import FIRST, LAST, fitting
from danvan.reports.rules import FILING

FORM_CODE = re.compile(r"[a-z][a-z0-9\-]{1,23}")
FINEST = 4
# So many columns of comparison stand beside the figures on an upright page.
IN_THE_TEXT = 3
SIDES = ("numerator", "denominator")
# What is added up and taken away shares these.
ALIKE = ("measure", "scale")
Fault = tuple[str, str]


class Measured(Protocol):
    """An indicator as a relation looks at it (models.Indicator)."""

    measure: str


def check_indicator(
    code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent], figures: Collection[str], day: date | None = None
) -> None:
    """Refused with everything that makes no sense, each beside its field.

    `book`: the other indicators by code; `figures`: what may be counted; `day`: from when it says so, if not from its own first day on.
    """
    refuse(indicator_faults(code, said, book, figures, day))


def refuse(faults: Iterable[Fault]) -> None:
    """Refused with all of the faults; of those of one field, which often follow from one another, with the first."""
    first: dict[str, str] = {}
    for place, words in faults:
        first.setdefault(place, words)
    some = [Refused(words, field=place) for place, words in first.items()]
    if some:
        raise Refused(some[0].message, field=some[0].field, more=some[1:])


def indicator_code_fault(code: str, taken: Collection[str]) -> str:
    """Why an indicator may not bear the code; nothing if it may."""
    if not formulas.CODE.fullmatch(code):
        return _("Mã bắt đầu bằng chữ hoa, chỉ gồm chữ hoa không dấu, số, dấu chấm, dấu gạch, nhiều nhất 12 ký tự.")
    return _("Mã %(code)s đã có trong sổ.") % {"code": code} if code in taken else ""


def indicator_faults(
    code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent], figures: Collection[str], day: date | None = None
) -> Iterator[Fault]:
    """Everything about it that makes no sense, with the field it belongs to; arguments as of `check_indicator`."""
    if words := indicator_code_fault(code, book):
        yield "code", words
    for name in ("name", "measure", "definition"):
        if not getattr(said, name).strip():
            yield name, _("Không để trống ô này.")
    if said.scale > FINEST:
        yield "scale", _("Nhiều nhất %(count)s chữ số thập phân.") % {"count": FINEST}
    if said.valid_to and said.valid_to <= said.valid_from:
        yield "valid_to", _("Ngày kết thúc phải sau ngày bắt đầu.")
    if said.figure and said.figure not in figures:
        yield "figure", _("Không có số liệu gốc này.")
    if code in book:
        return  # how it stands to others is another indicator's affair
    yield from _formula_faults(code, said, book, day.isoformat() if day else said.valid_from)
    yield from _part_faults(code, said, book)
    yield from _time_faults(code, said, book)


def _time_faults(code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent]) -> Iterator[Fault]:
    """How it goes over time fits what it is; what opens a period has its counterpart that closes one."""
    if said.over_time not in fitting(said.kind):
        yield (
            "over_time",
            _(
                "Số phát sinh thì cộng các kỳ hoặc tính riêng; số có đến một thời điểm thì lấy số đầu kỳ hoặc cuối kỳ; công thức, số riêng thì bỏ trống."
            ),
        )
    if said.closing and (said.over_time != FIRST or said.closing == code or not _closes(book.get(said.closing), said)):
        yield "closing", _("Chỉ ghi cho số đầu kỳ: mã của chỉ tiêu lấy số cuối kỳ, cùng đơn vị tính và số lẻ.")
    for name, other in book.items():
        if other.closing == code and not _closes(said, other):
            yield (
                "over_time",
                _("Số đầu kỳ %(code)s phải bằng số này của kỳ trước, nên đây phải là số cuối kỳ cùng đơn vị tính.") % {"code": name},
            )


def _closes(closing: IndicatorContent | None, opening: IndicatorContent) -> bool:
    return closing is not None and closing.over_time == LAST and all(getattr(closing, name) == getattr(opening, name) for name in FIXED)


def _formula_faults(code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent], day: str) -> Iterator[Fault]:
    formula = said.kind == IndicatorKind.FORMULA
    if formula and not said.numerator:
        yield "numerator", _("Ghi công thức, ví dụ: C18 + C19 - C20.")
    if formula and said.figure:
        yield "figure", _("Chỉ tiêu tính theo công thức không đếm từ hồ sơ.")
    for side in SIDES:
        if getattr(said, side) and not formula:
            yield side, _("Chỉ chỉ tiêu tính theo công thức mới có công thức.")
        yield from ((side, words) for words in side_faults(code, getattr(said, side), said, book, day))
    if formula and not said.denominator and _reads(said.numerator):
        yield from _sum_faults(said, book)
    yield from _resting_faults(code, said, book)


def side_faults(code: str, text: str, said: IndicatorContent, book: Mapping[str, IndicatorContent], day: str) -> Iterator[str]:
    """What is wrong with one side of a formula that holds from `day` on, in words."""
    try:
        some = formulas.codes(text)
    except formulas.Unreadable as stopped:
        yield unreadable(stopped)
        return
    if len(some) != len(formulas.terms(text)):
        yield _("Một chỉ tiêu chỉ đứng một lần trong mỗi vế.")
    for one in some:
        if words := _operand_fault(code, one, said, book, day):
            yield words
            return
    if any(one in ALIKE for one in _apart(text, book)):
        yield _("Các chỉ tiêu cộng, trừ với nhau phải cùng đơn vị tính và số lẻ.")
    elif _apart(text, book):
        yield _(
            "Không cộng số đầu kỳ với số cuối kỳ: cái có ở cả hai lúc bị tính hai lần. Số đầu kỳ cộng được với số phát sinh; số cuối kỳ trừ được số đầu kỳ."
        )


def _reads(text: str) -> bool:
    try:
        formulas.terms(text)
    except formulas.Unreadable:
        return False
    return True


def unreadable(stopped: formulas.Unreadable) -> str:
    """Where reading a formula stopped, and how one is written."""
    words = {"bit": stopped.bit}
    return _("Không đọc được “%(bit)s”. Viết các mã, giữa các mã là dấu + hoặc dấu - có dấu cách hai bên: C18 + C19 - C20.") % words


def _operand_fault(code: str, one: str, said: IndicatorContent, book: Mapping[str, IndicatorContent], day: str) -> str:
    if one == code:
        return _("Công thức không dùng chính chỉ tiêu này.")
    if one not in book:
        return _("Không có chỉ tiêu %(code)s trong sổ.") % {"code": one}
    part = book[one]
    if part.kind == IndicatorKind.FORMULA:
        words = {"code": one, "formula": formulas.shown(part.numerator, part.denominator)}
        return _("%(code)s cũng tính theo công thức; hãy viết hẳn công thức của nó ra: %(formula)s.") % words
    if part.kind == IndicatorKind.OWN:
        return _("%(code)s là số của riêng đơn vị, không cộng được.") % {"code": one}
    if part.valid_from > day or (part.valid_to and (not said.valid_to or part.valid_to < said.valid_to)):
        words = {"code": one, "first": _day(part.valid_from), "last": _day(part.valid_to) if part.valid_to else ""}
        if not part.valid_to:
            return _("%(code)s có trong sổ từ %(first)s; công thức không áp dụng trước ngày đó được.") % words
        return _("%(code)s chỉ có trong sổ từ %(first)s đến trước %(last)s; công thức cần nó trong suốt thời gian áp dụng.") % words
    return ""


def _day(said: str) -> str:
    return f"{date.fromisoformat(said):%d/%m/%Y}"


def _sum_faults(said: IndicatorContent, book: Mapping[str, IndicatorContent]) -> Iterator[Fault]:
    """What is added up without being divided keeps the measure and decimals of its parts."""
    parts = [book[one] for one in formulas.codes(said.numerator) if one in book]
    for name in ALIKE:
        if any(getattr(one, name) != getattr(said, name) for one in parts):
            yield name, _("Tổng, hiệu phải cùng đơn vị tính và số lẻ với các chỉ tiêu trong công thức.")


def _resting_faults(code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent]) -> Iterator[Fault]:
    """What formulas of others rest on stays fit for them."""
    for name, other in book.items():
        if other.kind != IndicatorKind.FORMULA or code not in formulas.codes(other.numerator, other.denominator):
            continue
        words = {"code": name}
        if said.kind in (IndicatorKind.FORMULA, IndicatorKind.OWN):
            yield "kind", _("Công thức của %(code)s dùng chỉ tiêu này, nên nó phải là chỉ tiêu cộng được.") % words
        elif said.valid_to and (not other.valid_to or said.valid_to < other.valid_to):
            yield "valid_to", _("Công thức của %(code)s còn dùng chỉ tiêu này; hãy sửa hoặc kết thúc %(code)s trước.") % words
        else:
            now = {**book, code: said}
            yield from ((name, _resting_words(name) % words) for side in (other.numerator, other.denominator) for name in _apart(side, now))


def _resting_words(name: str) -> str:
    if name in ALIKE:
        return _("Công thức của %(code)s cộng, trừ chỉ tiêu này với chỉ tiêu khác: đơn vị tính, số lẻ phải như nhau.")
    return _("Công thức của %(code)s cộng chỉ tiêu này với chỉ tiêu khác; số đầu kỳ không cộng với số cuối kỳ.")


def _apart(text: str, book: Mapping[str, IndicatorContent]) -> list[str]:
    """The names of the fields in which what one side adds up does not go together.

    What happened and what there was at a moment do: each goes over time by its own rule (decision 0049). Only what there was at both ends of a
    period would count twice if both were added, or both taken away.
    """
    some = [(sign, book[one]) for sign, one in formulas.terms(text) if one in book]
    unlike = [name for name in ALIKE if len({getattr(one, name) for _sign, one in some}) > 1]
    ends = {(sign, one.over_time) for sign, one in some if one.over_time in (FIRST, LAST)}
    return unlike + (["over_time"] if any((sign, FIRST) in ends and (sign, LAST) in ends for sign in (1, -1)) else [])


def _part_faults(code: str, said: IndicatorContent, book: Mapping[str, IndicatorContent]) -> Iterator[Fault]:
    parts = [one for one in book.values() if one.whole == code]
    if said.summed and (not said.exhaustive or said.figure):
        yield "summed", _("Chỉ tính bằng tổng các phần khi các phần cộng lại đúng bằng nó và nó không được đếm từ hồ sơ.")
    if said.summed and not parts:
        yield "summed", _("Chưa có chỉ tiêu nào là một phần của nó.")
    if any(not _alike(one, said) for one in parts):
        yield "kind", _("Các phần của nó có cách cộng, đơn vị tính hoặc số lẻ khác.")
    if not said.whole:
        return
    whole = book.get(said.whole)
    if said.whole == code or whole is None or whole.whole:
        yield "whole", _("Chọn một chỉ tiêu không phải là chính nó và không phải là phần của chỉ tiêu khác.")
    elif parts:
        yield "whole", _("Chỉ tiêu này đã có các phần của nó; không thể đồng thời là một phần.")
    elif not _alike(said, whole) or said.kind in (IndicatorKind.FORMULA, IndicatorKind.OWN):
        yield "whole", _("Một phần phải cùng cách cộng, đơn vị tính và số lẻ với tổng.")


def _alike(part: IndicatorContent, whole: IndicatorContent) -> bool:
    """Does the part add up as the whole does, over time as well where all parts are exactly it?"""
    names = (*FIXED, "over_time") if whole.exhaustive else FIXED
    return all(getattr(part, name) == getattr(whole, name) for name in names)


def relation_faults(left: Sequence[str], sign: str, right: Sequence[str], known: Mapping[str, Measured]) -> Iterator[Fault]:
    """Everything about a relation that makes no sense, with the field it belongs to. `known`: the indicators that it may name."""
    if sign not in tuple(Sign):
        yield "sign", _("Chọn một quan hệ trong danh sách.")
    for place, codes in (("left", left), ("right", right)):
        if not codes:
            yield place, _("Không để trống ô này.")
        number = place == "right" and len(codes) == 1 and is_number(codes[0])
        if strange := [code for code in codes if code not in known and not number]:
            yield place, _("Sổ của cơ quan không có chỉ tiêu %(codes)s.") % {"codes": ", ".join(strange)}
        if len(set(codes)) != len(codes):
            yield place, _("Một chỉ tiêu chỉ đứng một lần trong mỗi vế.")
        if len({known[code].measure for code in codes if code in known}) > 1:
            yield place, _("Các chỉ tiêu cộng với nhau phải cùng đơn vị tính.")
    if both := sorted(set(left) & set(right)):
        yield "right", _("%(codes)s đứng ở cả hai vế.") % {"codes": ", ".join(both)}


def check_form(code: str, said: FormContent, known: Collection[str], taken: Collection[str] = ()) -> None:
    """Refused with everything that makes no sense, each beside its field. `known`: the codes of all indicators; `taken`: those of other forms."""
    refuse(_form_faults(code, said, known, taken))


def form_code_fault(code: str, taken: Collection[str]) -> str:
    """Why a form may not bear the code; nothing if it may."""
    if not FORM_CODE.fullmatch(code):
        return _("Mã gồm chữ thường không dấu, số, dấu gạch nối, bắt đầu bằng chữ, nhiều nhất 24 ký tự.")
    return _("Mã %(code)s đã có mẫu khác dùng.") % {"code": code} if code in taken else ""


def _form_faults(code: str, said: FormContent, known: Collection[str], taken: Collection[str]) -> Iterator[Fault]:
    if fault := form_code_fault(code, taken):
        yield "code", fault
    for name in ("name", "title"):
        if not getattr(said, name).strip():
            yield name, _("Không để trống ô này.")
    if not said.levels or not set(said.levels) <= set(FILING):
        yield "levels", _("Chọn ít nhất một cấp lập báo cáo.")
    if not said.frequencies or not set(said.frequencies) <= set(Frequency.values):
        yield "frequencies", _("Chọn ít nhất một loại kỳ.")
    if not 1 <= said.first_day <= 28:
        yield "first_day", _("Kỳ bắt đầu từ ngày 1 đến ngày 28 của tháng.")
    if set(said.due) != set(said.levels) or not all(due.ANY in rules and not due.faulty(rules.values()) for rules in said.due.values()):
        words = {"most": due.LONGEST_WAIT}
        yield "due", _("Mỗi cấp lập báo cáo cần hạn nộp: từ 0 đến %(most)s ngày sau kỳ, hoặc ngày 1 đến 31 của tháng.") % words
    yield from _heading_faults(said, known)
    yield from _comparison_faults(said)


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


def _comparison_faults(said: FormContent) -> Iterator[Fault]:
    """A table in the text stands on an upright page and holds fewer columns than the annex, whose pages may lie."""
    if not {*said.comparisons, *(one for heading in said.headings for one in heading.comparisons)} <= set(Comparison.values):
        yield "comparisons", _("Chọn các cột so sánh trong danh sách.")
    for heading in (one for one in said.headings if one.comparisons):
        words = {"heading": heading.title, "most": IN_THE_TEXT}
        if heading.display == Display.SENTENCE:
            yield (
                "comparisons",
                _("Đề mục “%(heading)s” viết số liệu thành câu nên không có cột; chọn bảng, hoặc bỏ các cột so sánh.") % words,
            )
        elif len(heading.comparisons) > IN_THE_TEXT:
            yield (
                "comparisons",
                _("Bảng ở “%(heading)s” đứng trên trang dọc: nhiều nhất %(most)s cột so sánh; phụ lục có thể có đủ.") % words,
            )


def ready_to_publish(said: FormContent, needs: Mapping[str, Collection[str]]) -> None:
    """Refused for a form that would ask nothing, and for one that asks what nobody can answer: see `lacking`."""
    if not said.codes and not any(heading.takes_text for heading in said.headings):
        raise Refused(_("Mẫu chưa hỏi gì: thêm đề mục có lời văn hoặc chỉ tiêu."))
    if missing := lacking(said, needs):
        raise Refused(" ".join(needs_words(code, codes) for code, codes in missing.items()))


def lacking(said: FormContent, needs: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Which indicators of the form the system works out (by code) of others that it does not hold. `needs`: what each is worked out of."""
    held = set(said.codes)
    return {code: missing for code in said.codes if (missing := [one for one in needs.get(code, ()) if one not in held])}


def needs_words(code: str, missing: Collection[str]) -> str:
    """What a form lacks for one indicator, and what can be done."""
    words = {"code": code, "codes": ", ".join(missing)}
    return _("%(code)s tính ra từ chỉ tiêu chưa có trong mẫu: %(codes)s. Hãy thêm vào mẫu, hoặc bỏ %(code)s.") % words


def completed(said: FormContent, needs: Mapping[str, Collection[str]]) -> FormContent:
    """The form with all that its indicators are worked out of: each before the first that needs it, under the same heading."""
    new = {one for codes in lacking(said, needs).values() for one in codes}

    def filled(codes: Sequence[str]) -> tuple[str, ...]:
        found: list[str] = []
        for code in codes:
            before = [one for one in needs.get(code, ()) if one in new]
            new.difference_update(before)
            found += [*before, code]
        return tuple(found)

    headings = tuple(replace(one, indicators=filled(one.indicators)) for one in said.headings)
    return replace(said, headings=headings, annex=filled(said.annex))


def changed_fields(old: IndicatorContent, new: IndicatorContent) -> list[str]:
    """The names of what differs."""
    return [one.name for one in fields(old) if getattr(old, one.name) != getattr(new, one.name)]
