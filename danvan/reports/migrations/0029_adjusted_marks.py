"""Adjusted counts go with their numbers: by how much stands beside each figure and total, and how many figures of a total were adjusted.

Totals of units that ended within a period are left to `danvan report check --rebuild`; everything else is brought up to date here.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def mark(apps: Any, schema: Any) -> None:
    """Write what the standing adjustments did to their figures, and to the totals above those that were filed."""
    adjustments, facts, totals = (apps.get_model("reports", name) for name in ("Adjustment", "Fact", "Total"))
    paths = apps.get_model("units", "UnitPath")
    for one in adjustments.objects.filter(withdrawn_at__isnull=True).select_related("fact__period"):
        fact = one.fact
        facts.objects.filter(pk=fact.pk).update(adjusted=one.amount)
        if not fact.live:
            continue
        day = fact.period.last_day
        stood = paths.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), unit=fact.unit_id, valid_from__lte=day)
        above = totals.objects.filter(period=fact.period_id, indicator=fact.indicator_id, unit__in=list(stood.values_list("ancestor_id", flat=True)))
        above.update(adjusted=models.F("adjusted") + one.amount, adjustments=models.F("adjustments") + 1)


class Migration(migrations.Migration):
    dependencies = [("reports", "0028_form_units")]

    operations = [
        migrations.AddField("fact", "adjusted", models.BigIntegerField(db_default=0, default=0, verbose_name="đã điều chỉnh")),
        migrations.AddField("total", "adjusted", models.BigIntegerField(db_default=0, default=0, verbose_name="đã điều chỉnh")),
        migrations.AddField("total", "adjustments", models.PositiveIntegerField(db_default=0, default=0, verbose_name="số lần điều chỉnh")),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
