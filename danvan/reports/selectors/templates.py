"""Which version of a form stands behind a period."""

from django.db.models import Exists, OuterRef

from danvan.reports.models import Form, Obligation, PeriodRow


def opened_for(code: str, period: str) -> Form | None:
    """The version of the form on which reports of the period (by its key) stand, if it was opened."""
    owed = Obligation.objects.filter(form=OuterRef("pk"), period__key=period)
    return Form.objects.filter(Exists(owed), code=code).order_by("-version").first()


def form_in(code: str, period: PeriodRow) -> Form | None:
    """The form for the period: the version that was opened, else the one in use."""
    return opened_for(code, period.key) or Form.objects.newest(code)
