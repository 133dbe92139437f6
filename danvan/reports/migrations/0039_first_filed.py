"""`filed_on` is the day of the first sending; of reports that were sent again it was the day of the last (decision 0053)."""

from typing import Any

from django.db import migrations, models
from django.db.models import Min
from django.utils import timezone


def first_days(apps: Any, schema: Any) -> None:
    """Of the submissions, which are all kept, the first says it."""
    report, submission = apps.get_model("reports", "Report"), apps.get_model("reports", "Submission")
    again = report.objects.filter(revision__gt=1, filed_on__isnull=False).values("pk")
    first = submission.objects.filter(report__in=again).order_by().values_list("report_id").annotate(first=Min("at"))
    for pk, moment in first.iterator():
        report.objects.filter(pk=pk).update(filed_on=timezone.localtime(moment).date())


class Migration(migrations.Migration):
    dependencies = [("reports", "0038_names_left_empty")]

    operations = [
        migrations.AlterField("report", "filed_on", models.DateField(blank=True, null=True, verbose_name="ngày gửi lần đầu")),
        migrations.RunPython(first_days, migrations.RunPython.noop),
    ]
