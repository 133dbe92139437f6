"""What of a unit is published, may be, or was taken back, period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.lib import clock, periods
from danvan.reports.models import PeriodRow, Publication, Tally
from danvan.reports.rules import PUBLISHED_KINDS, release_day
from danvan.reports.selectors.publishing import Ground
from danvan.reports.wording import PUBLICATION_STATES as STATES
from danvan.reports.wording import Text
from danvan.units.models import Unit


@dataclass(frozen=True)
class Standing:
    """A period of a unit and the edition that stands, if there is one."""

    period: PeriodRow
    edition: Publication | None

    @property
    def ready_on(self) -> date:
        """From when it may be published."""
        return release_day(self.period.last_day)

    @property
    def state(self) -> str:
        """`current`, `withdrawn`, `ready` or `waits`."""
        if self.edition is not None:
            return "withdrawn" if self.edition.withdrawn_on else "current"
        return "ready" if self.ready_on <= clock.today() else "waits"

    @property
    def words(self) -> Text:
        """The state in words."""
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        """And its tone."""
        return STATES[self.state][1]

    @property
    def label(self) -> str:
        """The period in words."""
        return periods.label(self.period.period)


def periods_of(unit: Unit) -> QuerySet[PeriodRow]:
    """The periods of the calendar that are over and for which somebody reported to the unit, or that it published."""
    filed = Tally.objects.filter(period=OuterRef("pk"), unit=unit, filed__gt=0)
    published = Publication.objects.filter(period=OuterRef("pk"), root=unit)
    rows = PeriodRow.objects.filter(kind__in=PUBLISHED_KINDS, last_day__lt=clock.today())
    return rows.filter(Q(Exists(filed)) | Q(Exists(published)))


def standings(unit: Unit, rows: Sequence[PeriodRow]) -> list[Standing]:
    """Each period with its latest edition. One query."""
    held = {one.period_id: one for one in Publication.objects.filter(root=unit, period__in=rows, current=True)}
    return [Standing(one, held.get(one.pk)) for one in rows]


def history(unit: Unit, period: PeriodRow) -> list[Publication]:
    """Every edition of the period, the latest first. One query."""
    return list(Publication.objects.filter(root=unit, period=period).order_by("-revision"))


def moved_parts(edition: Publication | None, place: Ground) -> list[Unit]:
    """The parts that published anew, first, or took their figures back since the edition: it adds up what no longer stands. One query."""
    if edition is None:
        return []
    stood = {one.pk: one.root for one in edition.parts.select_related("root")}
    now = {one.pk: one.root for one in place.editions}
    moved = {root.pk: root for pk, root in (*stood.items(), *now.items()) if (pk in stood) != (pk in now)}
    return sorted(moved.values(), key=lambda root: root.sort_key)
