"""Reading the log: what was done to a thing, and whether the chain is whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danvan.audit.models import Entry, Head
from danvan.audit.services import FIRST, digest

BATCH = 2000


@dataclass(frozen=True)
class Verdict:
    """Is the chain whole? `entries` were walked up to `digest`; otherwise `broken_id` is the first entry that does not fit, and why."""

    entries: int
    digest: str
    broken_id: int | None = None
    problem: str = ""

    @property
    def whole(self) -> bool:
        """Nothing was found wrong."""
        return not self.problem


def trail(subject: models.Model) -> "QuerySet[Entry]":
    """Everything done to one thing, oldest first, with the users who did it."""
    return Entry.objects.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk).select_related("user").order_by("id")


def verify() -> Verdict:
    """Walk the whole chain in batches and name the first broken link. Writers go on meanwhile."""
    start = _head()
    walked, previous = 0, FIRST
    for entry in _entries():
        problem = _fault(entry, previous)
        if problem:
            return Verdict(walked, previous, entry.pk, problem)
        walked, previous = walked + 1, entry.digest
        if walked == start.length and previous != start.digest:
            return Verdict(walked, previous, entry.pk, _("Dòng này không phải là dòng cuối đã ghi nhận; có dòng đã bị thay."))
    if walked < start.length:
        missing = _("Thiếu %(count)d dòng ở cuối nhật ký.") % {"count": start.length - walked}
        return Verdict(walked, previous, None, missing)
    if _head().length < walked:
        return Verdict(walked, previous, None, _("Có dòng được thêm vào mà không qua danvan."))
    return Verdict(walked, previous)


def _fault(entry: Entry, previous: str) -> str:
    """What is wrong with this link, or nothing."""
    if entry.previous != previous:
        return _("Dòng này không nối với dòng trước; có dòng đã bị xóa hoặc chèn thêm trước nó.")
    if digest(entry) != entry.digest:
        return _("Nội dung dòng này đã bị sửa.")
    return ""


def _head() -> Head:
    return Head.objects.filter(pk=1).first() or Head(digest=FIRST, length=0)


def _entries() -> Iterator[Entry]:
    """All entries in order. By key, not by an open cursor: a long walk holds no transaction open."""
    last = 0
    while batch := list(Entry.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk
