"""What a wording must be like, told in words beside the field. No database."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.papers import markup
from danvan.papers.composing import fields_of
from danvan.papers.markup import Error, Fault, Shape
from danvan.papers.registry import PaperKind, Wording

# Parts of one line each: no list, no table, no condition.
ONE_LINE = ("title", "summary")
TEXTS = (*ONE_LINE, "addressees", "body", "recipients", "signer")
MOST_SIGNERS = 3
LENGTHS = {"title": 160, "summary": 300}

_WORDS: dict[Fault, str | Promise] = {
    Fault.UNKNOWN: gettext_lazy("Dòng %(line)s: không có mục “%(what)s”. Các mục dùng được có trong bảng bên dưới."),
    Fault.OPEN_FIELD: gettext_lazy("Dòng %(line)s: dấu {{ và }} phải đi thành cặp, ví dụ {{ ma_don }}."),
    Fault.BAD_FIELD: gettext_lazy(
        "Dòng %(line)s: “%(what)s” không phải tên một mục. Tên mục chỉ gồm chữ thường không dấu, số và gạch dưới, ví dụ {{ ma_don }}."
    ),
    Fault.OPEN_BOLD: gettext_lazy("Dòng %(line)s: dấu ** phải đi thành cặp, ví dụ **chữ đậm**."),
    Fault.BAD_BRACKET: gettext_lazy("Dòng %(line)s: viết [nếu có ten_muc], [nếu không có ten_muc] hoặc [bảng ten_muc]."),
    Fault.NOT_A_TABLE: gettext_lazy("Dòng %(line)s: mục “%(what)s” không phải bảng; viết {{ %(what)s }}."),
    Fault.IS_A_TABLE: gettext_lazy("Dòng %(line)s: mục “%(what)s” là bảng; viết [bảng %(what)s] trên một dòng riêng."),
    Fault.SIGN: gettext_lazy("Dòng %(line)s: có ký tự không in được (%(what)s). Hãy xóa và gõ lại chỗ đó."),
    Fault.TOO_LONG: gettext_lazy("Dài quá %(signs)s ký tự hoặc %(lines)s dòng."),
}


def told(error: Error) -> str:
    """The fault in words, with its line."""
    limits = {"signs": markup.MOST_SIGNS, "lines": markup.MOST_LINES}
    return str(_WORDS[error.fault]) % {"line": error.line, "what": error.what, **limits}


def faults(kind: PaperKind, wording: Wording) -> dict[str, list[str]]:
    """Everything wrong with a wording, by part. Empty = it may be kept."""
    known = {name: bool(field.columns) for name, field in fields_of(kind).items()}
    found: dict[str, list[str]] = {}
    for part in TEXTS:
        text = getattr(wording, part)
        wrong = [told(error) for error in markup.check(text, known)]
        wrong += [] if wrong else list(_shape_faults(part, text))
        if wrong:
            found[part] = wrong
    return found


def _shape_faults(part: str, text: str) -> list[str]:
    checks: dict[str, Callable[[str], list[str]]] = {"title": _one_line, "summary": _one_line, "signer": _signer, "body": _body}
    wrong = checks.get(part, _no_table)(text)
    if len(text) > LENGTHS.get(part, markup.MOST_SIGNS):
        wrong.append(_("Dài quá %(signs)s ký tự.") % {"signs": LENGTHS[part]})
    return wrong


def _one_line(text: str) -> list[str]:
    lines = markup.parse(text)[0]
    if len(lines) > 1 or any(line.needs or line.shape != Shape.TEXT for line in lines):
        return [_("Mục này chỉ có một dòng chữ, không có điều kiện, danh sách hay bảng.")]
    return []


def _no_table(text: str) -> list[str]:
    return [_("Ở đây không đặt được bảng.")] if any(line.table for line in markup.parse(text)[0]) else []


def _signer(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > MOST_SIGNERS:
        return [_("Người ký có nhiều nhất %(lines)s dòng, dòng cuối là chức danh.") % {"lines": MOST_SIGNERS}]
    return _no_table(text)


def _body(text: str) -> list[str]:
    return [] if text.strip() else [_("Nội dung không được để trống.")]
