"""A total keeps of how many units directly below it is: the country is told by provinces without counting them each time (decision 0054)."""

from collections import Counter
from typing import Any

from django.db import migrations, models
from django.db.models import Q

KEPT = ("district", "province", "centre")
FIELDS = ("below", "stood")


def counted(apps: Any, schema: Any) -> None:
    """Period by period, as `totals.rebuild` makes them; most totals have nothing below that keeps one."""
    total, edge = apps.get_model("reports", "Total"), apps.get_model("units", "UnitParent")
    for period in apps.get_model("reports", "PeriodRow").objects.order_by("pk").iterator():
        day = period.last_day
        edges = edge.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), unit__level__in=KEPT, valid_from__lte=day)
        above = dict(edges.values_list("unit_id", "parent_id"))
        stood = Counter(above.values())
        cells = total.objects.filter(period=period)
        gave = Counter((above[unit], one) for unit, one in cells.values_list("unit_id", "indicator_id") if unit in above)
        told = list(cells.filter(unit__in=list(stood)).only("unit_id", "indicator_id"))
        for one in told:
            one.below, one.stood = gave[one.unit_id, one.indicator_id], stood[one.unit_id]
        total.objects.bulk_update(told, FIELDS, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("reports", "0040_published_words"), ("units", "0004_placed")]

    operations = [
        migrations.AddField(
            "total", "below", models.PositiveIntegerField(db_default=0, default=0, verbose_name="số đơn vị trực tiếp có số")
        ),
        migrations.AddField(
            "total", "stood", models.PositiveIntegerField(db_default=0, default=0, verbose_name="số đơn vị trực tiếp khi đó")
        ),
        migrations.RunPython(counted, migrations.RunPython.noop),
    ]
