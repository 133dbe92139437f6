"""What is reported: the indicators of the book, and every version of their meaning."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from danvan.figures.registry import registry
from danvan.reports import formulas, over_time
from danvan.reports.measures import named, noun
from danvan.reports.spoken import spoken
from danvan.units.models import Basis, Unit


class IndicatorKind(models.TextChoices):
    """How an indicator adds up over units: what happens within a period, what stands at a moment of it, own figures not at all.

    Over time it is as `OverTime` says. A formula is worked out of what its parts add up to.
    (Its value is "ratio" since the first versions, which keep it: a formula was a ratio then.)
    """

    FLOW = "flow", _("phát sinh trong kỳ")
    STOCK = "stock", _("có đến cuối kỳ")
    FORMULA = "ratio", _("tính theo công thức")
    OWN = "own", _("của riêng đơn vị, không cộng")


class OverTime(models.TextChoices):
    """What the figure of a long period is, beside those of the shorter ones in it (`over_time`). Formulas and own figures have no such rule."""

    ADDED = over_time.ADDED, _("cộng các kỳ")
    LAST = over_time.LAST, _("lấy số cuối kỳ")
    FIRST = over_time.FIRST, _("lấy số đầu kỳ")
    ONCE = over_time.ONCE, _("mỗi đối tượng tính một lần, không cộng các kỳ")
    ANEW = over_time.ANEW, _("tính riêng từng kỳ, không cộng các kỳ")


class Apportion(models.TextChoices):
    """By which measure a figure of a divided unit may be shared out among its successors; what may not is shown for all of them together."""

    NEVER = "", _("không chia")
    POPULATION = Basis.POPULATION.value, _("theo dân số")
    HOUSEHOLDS = Basis.HOUSEHOLDS.value, _("theo số hộ")
    AREA = Basis.AREA.value, _("theo diện tích")
    VILLAGES = Basis.VILLAGES.value, _("theo số thôn, tổ dân phố")


class Disclosure(models.TextChoices):
    """What the public may read of an indicator: acts of authorities as they are; what counts people and matters only through the gate."""

    OPEN = "open", _("nguyên số, kể cả số nhỏ")
    PROTECTED = "protected", _("không công bố số nhỏ, làm tròn")
    PROVINCE = "province", _("không công bố số nhỏ, chỉ từ cấp tỉnh")
    NEVER = "never", _("không công bố")


class Indicator(models.Model):
    """One line of the table, as it reads now. What it meant before stands in `IndicatorVersion`; read it for a period through `selectors.meaning`.

    Counted when `figure` names a declared figure; a formula has a `numerator` and, where it divides, a `denominator`: sums and differences of codes
    (`formulas`), worked out after the roll-up, without facts of its own (decision 0031); `summed` = the sum of its `parts`, entered by the system;
    otherwise typed. Values are whole numbers of 10^-`scale` units, so sums are exact. `unbounded`: a per cent that may pass a hundred.

    `whole` makes it a part of another indicator of the same kind, measure and scale. `exhaustive` stands on the whole: its parts together are
    exactly it; without it they may only not exceed it. `closing`: of a figure of the beginning, the code of the one that stood at the end of the
    period before. `owner` empty = the national book; else of one office, for the forms of that office.
    `local`: an office changed it, so loading the product's book again leaves it as it is.
    """

    code = models.CharField(_("mã"), max_length=12, unique=True)
    group = models.CharField(_("nhóm"), max_length=4)
    number = models.PositiveSmallIntegerField(_("số thứ tự"))
    name = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    name_ru = models.CharField(_("tên tiếng Nga"), max_length=200, blank=True)
    measure = models.CharField(_("đơn vị tính"), max_length=40)
    definition = models.CharField(_("cách hiểu"), max_length=600, blank=True)
    definition_en = models.CharField(_("cách hiểu bằng tiếng Anh"), max_length=600, blank=True)
    definition_ru = models.CharField(_("cách hiểu bằng tiếng Nga"), max_length=600, blank=True)
    kind = models.CharField(_("cách cộng"), max_length=5, choices=IndicatorKind)
    over_time = models.CharField(_("theo thời gian"), max_length=5, choices=OverTime, blank=True)
    closing = models.CharField(_("bằng số cuối kỳ trước của"), max_length=12, blank=True)
    figure = models.CharField(_("số liệu gốc"), max_length=60, blank=True)
    numerator = models.CharField(_("công thức"), max_length=200, blank=True)
    denominator = models.CharField(_("chia cho"), max_length=200, blank=True)
    whole = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("là một phần của"))
    exhaustive = models.BooleanField(_("các phần cộng lại đúng bằng nó"), default=False)
    summed = models.BooleanField(_("tính bằng tổng các phần"), default=False)
    scale = models.PositiveSmallIntegerField(_("số lẻ"), default=0)
    signed = models.BooleanField(_("có thể âm"), default=False)
    unbounded = models.BooleanField(_("có thể trên 100 phần trăm"), default=False)
    apportion = models.CharField(_("cách chia khi địa giới thay đổi"), max_length=10, choices=Apportion, blank=True)
    disclosure = models.CharField(_("cách công bố"), max_length=9, choices=Disclosure, default=Disclosure.PROTECTED)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    meaning_from = models.DateField(_("nghĩa hiện nay từ ngày"), null=True, blank=True, editable=False)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("của cơ quan ở"))
    local = models.BooleanField(_("cơ quan đã sửa"), default=False)

    # The indicators of its formula by code, put there by `selectors.meaning.linked`; empty for what has no formula.
    operands: Mapping[str, "Indicator"] = MappingProxyType({})

    class Meta:
        verbose_name = _("chỉ tiêu")
        verbose_name_plural = _("chỉ tiêu")
        ordering = ("group", "number", "code")
        constraints = (
            models.CheckConstraint(condition=~Q(kind="ratio") | ~Q(numerator=""), name="indicator_has_its_formula"),
            models.CheckConstraint(condition=~Q(summed=True) | Q(exhaustive=True, figure=""), name="indicator_sum_of_all_parts"),
            models.CheckConstraint(condition=Q(whole__isnull=True) | ~Q(kind__in=("ratio", "own")), name="indicator_part_adds_up"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")), name="indicator_dates"),
            models.CheckConstraint(
                condition=Q(kind="flow", over_time__in=("added", "once", "anew"))
                | Q(kind="stock", over_time__in=("last", "first"))
                | Q(kind__in=("ratio", "own"), over_time=""),
                name="indicator_over_time",
            ),
            models.CheckConstraint(condition=Q(closing="") | Q(over_time="first"), name="indicator_opens_with_a_closing"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def label(self) -> str:
        """Code and name in the reader's language."""
        return f"{self.code} {spoken(self, 'name')}"

    @property
    def computed(self) -> bool:
        """Entered by nobody: a formula, or the sum of its parts."""
        return self.kind == IndicatorKind.FORMULA or self.summed

    @property
    def released(self) -> bool:
        """Does it count records that their own room publishes, so that nothing of it is published here (decision 0037)?"""
        return registry.released(self.figure)

    @property
    def nature(self) -> str:
        """What its figures tell of, in words: what happened, or what there was, and when."""
        return gettext("có lúc bắt đầu kỳ") if self.over_time == OverTime.FIRST else str(IndicatorKind(self.kind).label)

    @property
    def unit_of_measure(self) -> str:
        """Its measure in the reader's language."""
        return named(self.measure, get_language() or "vi")

    @property
    def addends(self) -> "list[Indicator]":
        """What is added up for it: the parts of a formula, else itself."""
        return list(self.operands.values()) or [self]

    def measure_of(self, value: Decimal) -> str:
        """The same beside a number, in the form that the language asks for."""
        return noun(value, self.measure, get_language() or "vi")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that its formula names, each once."""
        return formulas.codes(self.numerator, self.denominator)

    @property
    def percent(self) -> bool:
        """Is its figure a part in a hundred?"""
        return self.measure == "%"

    @property
    def bounded(self) -> bool:
        """Is it a part in its whole, so that more than a hundred per cent is asked about? What may be negative is a change, not a part."""
        return self.percent and not self.signed and not self.unbounded

    def asked_on(self, day: date) -> bool:
        """Does it stand in the book on the day?"""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class DisclosureDecision(models.Model):
    """How an indicator is published from a moment on, and how it was until then. Only ever added: an edition keeps the way of its day."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="disclosures", verbose_name=_("chỉ tiêu"))
    before = models.CharField(_("cách công bố trước"), max_length=9, choices=Disclosure)
    disclosure = models.CharField(_("cách công bố"), max_length=9, choices=Disclosure)
    reason = models.CharField(_("lý do"), max_length=300)
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)

    class Meta:
        verbose_name = _("quyết định cách công bố")
        verbose_name_plural = _("quyết định cách công bố")
        ordering = ("indicator", "at", "id")
        constraints = (models.CheckConstraint(condition=~Q(before=models.F("disclosure")), name="disclosure_decided_otherwise"),)

    def __str__(self) -> str:
        return f"#{self.indicator_id}: {self.before} → {self.disclosure}"


class IndicatorVersion(models.Model):
    """What an indicator meant from a day on, whole, as plain JSON. Only ever added: a report of a period keeps the meaning of that period.

    For a period counts the version with the latest `valid_from` on or before the period's last day; of several from one day, the last.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="versions", verbose_name=_("chỉ tiêu"))
    number = models.PositiveSmallIntegerField(_("bản"))
    valid_from = models.DateField(_("áp dụng từ ngày"))
    content = models.JSONField(_("nội dung"))
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    at = models.DateTimeField(_("lúc"))
    by_label = models.CharField(_("ai"), max_length=200)

    class Meta:
        verbose_name = _("bản của chỉ tiêu")
        verbose_name_plural = _("bản của chỉ tiêu")
        ordering = ("indicator", "number")
        constraints = (models.UniqueConstraint(fields=("indicator", "number"), name="indicator_version_one"),)

    def __str__(self) -> str:
        return f"#{self.indicator_id} v{self.number}"
