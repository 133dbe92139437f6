"""How many adjusted counts are in a figure: a sum in which "+2" and "-2" cancel each other out keeps its mark, and so do the totals above it."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def count(apps: Any, schema: Any) -> None:
    """One for each adjusted count; of a sum those of its parts. What totals above it had counted as one, or as none, becomes so many.

    Totals of units that ended within a period are left to `danvan report totals --rebuild`, as in 0029.
    """
    facts, totals, paths = (apps.get_model(*name) for name in (("reports", "Fact"), ("reports", "Total"), ("units", "UnitPath")))
    facts.objects.exclude(adjusted=0).filter(indicator__summed=False).update(adjusted_parts=1)
    wholes = facts.objects.filter(adjusted_parts=1, indicator__whole__summed=True).values_list("unit", "period", "indicator__whole")
    for unit, period, whole in wholes.order_by().distinct():
        parts = facts.objects.filter(unit=unit, period=period, indicator__whole=whole, adjusted_parts=1).count()
        for fact in facts.objects.filter(unit=unit, period=period, indicator=whole).select_related("period"):
            facts.objects.filter(pk=fact.pk).update(adjusted_parts=parts)
            day, more = fact.period.last_day, parts - int(fact.adjusted != 0)
            stood = paths.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), unit=unit, valid_from__lte=day)
            if fact.live and more:
                above = totals.objects.filter(period=period, indicator=whole, unit__in=list(stood.values_list("ancestor_id", flat=True)))
                above.update(adjustments=F("adjustments") + more)


class Migration(migrations.Migration):
    dependencies = [("reports", "0033_below_of_submission")]

    operations = [
        migrations.AddField(
            "fact", "adjusted_parts", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="số lần điều chỉnh")
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
