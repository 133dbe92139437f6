"""Every write of this room: versions of a wording, numbers, papers printed."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit.doer import Doer
from danvan.audit.services import record
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.papers import printing, rules
from danvan.papers.composing import Marks, compose, values_of
from danvan.papers.heads import Head, head_of
from danvan.papers.models import PARTS, Outgoing, Printed, Series, Template
from danvan.papers.registry import PaperKind, Wording, registry
from danvan.papers.selectors import given_number, post_of, reference_of, standing, wording_of
from danvan.units.models import Body, Unit

__all__ = ["PrintedFile", "change", "drop", "render", "restore", "set_series"]


@dataclass(frozen=True)
class PrintedFile:
    """What came out: the file, its name and type, and its line in the register of papers printed."""

    content: bytes
    name: str
    content_type: str
    printed: Printed

    @property
    def text(self) -> str:
        """The content of a page."""
        return self.content.decode()


@transaction.atomic
def change(*, by: Doer, code: str, unit: Unit, wording: Wording, valid_from: date | None = None) -> Template:
    """A new version of the office's own wording, in force from a day (today). Versions before it stay for good.

    Raises Refused for a day in the past, for what `rules.faults` finds (the first of it, beside its part), and where nothing would change.
    """
    kind = _kind(code)
    start = valid_from or clock.today()
    if start < clock.today():
        raise Refused(_("Mẫu mới áp dụng từ hôm nay trở đi, không áp dụng cho ngày đã qua."), field="valid_from")
    for part, messages in rules.faults(kind, wording).items():
        raise Refused(messages[0], field=part)
    series = _locked(_versions_key(code, unit))
    held = Template.objects.on(start).filter(code=code, unit=unit).select_related("unit").first()
    if held is not None and not held.dropped and wording_of(held) == wording:
        raise Refused(_("Mẫu không có gì thay đổi."))
    made = _version(series, by, code, unit, start, wording)
    record("papers.template.change", by=by, subject=made, unit_id=unit.pk, data=_told(made))
    return made


@transaction.atomic
def restore(*, by: Doer, template: Template) -> Template:
    """An older version of an office's wording again, as a new version from today.

    Raises Refused where the version no longer fits the fields the paper has now, and where it is the wording in force.
    """
    if template.unit is None or template.dropped:
        raise Refused(_("Không có nội dung nào để khôi phục ở bản này."))
    return change(by=by, code=template.code, unit=template.unit, wording=wording_of(template))


@transaction.atomic
def drop(*, by: Doer, code: str, unit: Unit) -> Template:
    """Give up the office's own wording from today: that of the office above holds, or the product's. Raises Refused where there is none."""
    kind = _kind(code)
    series = _locked(_versions_key(code, unit))
    held = Template.objects.on(clock.today()).filter(code=code, unit=unit).first()
    if held is None or held.dropped:
        raise Refused(_("Cơ quan chưa có mẫu riêng."))
    made = _version(series, by, kind.code, unit, clock.today(), wording_of(held), dropped=True)
    record("papers.template.drop", by=by, subject=made, unit_id=unit.pk, data=_told(made))
    return made


@transaction.atomic
def set_series(*, by: Doer, body: Body, symbol: str, year: int, last: int) -> Series:
    """Say how far a series of numbers has come on paper, so that the next number follows. Raises Refused below a number already given out."""
    series = _locked(_number_key(body, symbol, year))
    highest = Outgoing.objects.filter(body=body, symbol=symbol, year=year).order_by("-number").first()
    if highest is not None and last < highest.number:
        raise Refused(_("Hệ thống đã cấp đến số %(number)s; không đặt lùi được.") % {"number": highest.number}, field="last")
    series.last = last
    series.save(update_fields=["last"])
    data = {"symbol": symbol, "year": year, "last": last}
    record("papers.series.set", by=by, subject=series, unit_id=body.unit_id, data=data)
    return series


def render(*, by: Doer, code: str, subject: Any, unit: Unit, form: str, occasion: str = "") -> PrintedFile:
    """Print a paper of the unit about a record: as `docx`, `pdf`, `html`, or `xlsx` where it has a table. Recorded.

    `occasion` tells papers of one kind about one record apart (the second extension): each gets its own number, copies of one paper share it.
    The number is taken first and kept whatever happens later, so nobody waits for the typesetter and a second try prints the same number.
    Raises Refused for an unknown paper, `lib.papers.pdf.PrintingFailed` where a PDF cannot be set.
    """
    kind = _kind(code)
    with override("vi"):
        values, about = values_of(kind, subject), kind.about(subject)
        head = head_of(unit, clock.today(), post=post_of(by), issuers=kind.issuers)
        template, outgoing = _begin(by, kind, subject, about, head, occasion)
        if outgoing is not None:
            head = replace(head, day=outgoing.given_on)
        marks = Marks(
            number=outgoing.number if outgoing else None,
            footer=_footer(kind, template, about),
            code_of=kind.code_of(subject) if kind.code_of else "",
        )
        content = printing.build(compose(kind, wording_of(template), values, head, marks), form)
        name = printing.file_name(str(kind.label), about, form)
    printed = _record_print(by, template, outgoing, about, reference_of(subject, unit), unit, form, content)
    return PrintedFile(content, name, printing.TYPES[form], printed)


@transaction.atomic
def _begin(by: Doer, kind: PaperKind, subject: Any, about: str, head: Head, occasion: str) -> tuple[Template, Outgoing | None]:
    """The version to print from, kept; the number, where the office wants one."""
    template = standing(kind, head.unit, head.day).template or _product_version(kind)
    if not template.numbered or head.body is None:
        return template, given_number(kind.code, subject, head.unit, occasion)
    return template, _number(by, kind, subject, about, head, occasion)


def _number(by: Doer, kind: PaperKind, subject: Any, about: str, head: Head, occasion: str) -> Outgoing:
    """The number given before to this paper, or the next of its series. Whoever comes second waits at the series' row."""
    assert head.body is not None
    series = _locked(_number_key(head.body, kind.symbol, head.day.year))
    given = given_number(kind.code, subject, head.unit, occasion)
    if given is not None:
        return given
    about_kind, about_id = reference_of(subject, head.unit)
    number = _next(series)
    made = Outgoing.objects.create(
        unit=head.unit,
        body=head.body,
        issuer=head.issuer,
        symbol=kind.symbol,
        year=head.day.year,
        number=number,
        text=head.number(kind.symbol, number),
        code=kind.code,
        about_kind=about_kind,
        about_id=about_id,
        about=about[:120],
        occasion=occasion,
        given_on=head.day,
    )
    record("papers.number.give", by=by, subject=made, unit_id=head.unit.pk, data={"code": kind.code, "number": made.text})
    return made


@transaction.atomic
def _record_print(
    by: Doer, template: Template, outgoing: Outgoing | None, about: str, reference: tuple[str, int], unit: Unit, form: str, content: bytes
) -> Printed:
    printed = Printed.objects.create(
        code=template.code,
        template=template,
        unit=unit,
        outgoing=outgoing,
        about_kind=reference[0],
        about_id=reference[1],
        about=about[:120],
        form=form,
        digest=hashlib.sha256(content).hexdigest(),
        at=clock.now(),
        by_label=by.label,
        post_id=by.post_id,
    )
    data = {"code": template.code, "version": template.version, "form": form, "number": outgoing.text if outgoing else ""}
    record("papers.paper.print", by=by, subject=printed, unit_id=unit.pk, data=data)
    return printed


def _footer(kind: PaperKind, template: Template, about: str) -> str:
    moment = f"{clock.now().astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
    version = _("mẫu %(code)s, bản %(version)s") % {"code": kind.code, "version": template.version}
    return " · ".join((about, version, _("in lúc %(moment)s") % {"moment": moment}))


def _product_version(kind: PaperKind) -> Template:
    """The product's own wording as a version, kept the first time a paper is printed from it; a release that words it anew makes the next."""
    found = Template.objects.filter(code=kind.code, unit=None).order_by("-version").first()
    if found is not None and wording_of(found) == kind.wording:
        return found
    series = _locked(_versions_key(kind.code, None))
    found = Template.objects.filter(code=kind.code, unit=None).order_by("-version").first()
    if found is not None and wording_of(found) == kind.wording:
        return found
    return _version(series, None, kind.code, None, clock.today(), kind.wording)


def _version(
    series: Series, by: Doer | None, code: str, unit: Unit | None, start: date, wording: Wording, *, dropped: bool = False
) -> Template:
    return Template.objects.create(
        code=code,
        unit=unit,
        version=_next(series),
        dropped=dropped,
        valid_from=start,
        changed_at=clock.now(),
        by_label=by.label if by else "danvan",
        **{part: getattr(wording, part) for part in PARTS},
    )


def _kind(code: str) -> PaperKind:
    found = registry.get(code)
    if found is None:
        raise Refused(_("Không có biểu mẫu này."))
    return found


def _locked(key: str) -> Series:
    """The row of a series, ours until the transaction ends."""
    Series.objects.get_or_create(key=key)
    return Series.objects.select_for_update().get(key=key)


def _next(series: Series) -> int:
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def _versions_key(code: str, unit: Unit | None) -> str:
    return f"wording:{code}:{unit.pk if unit else 0}"


def _number_key(body: Body, symbol: str, year: int) -> str:
    return f"number:{body.pk}:{symbol}:{year}"


def _told(template: Template) -> dict[str, Any]:
    return {"code": template.code, "version": template.version, "from": template.valid_from.isoformat()}
