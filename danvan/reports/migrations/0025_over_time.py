"""How an indicator goes over time is said by itself, no longer by its kind: what periods open with is no closing number, what counts once is no sum."""

from django.db import migrations, models
from django.db.models import Q

RULES = [
    ("added", "cộng các kỳ"),
    ("last", "lấy số cuối kỳ"),
    ("first", "lấy số đầu kỳ"),
    ("once", "mỗi đối tượng tính một lần, không cộng các kỳ"),
    ("anew", "tính riêng từng kỳ, không cộng các kỳ"),
]
# Of the product's book: what is not as usual for its kind.
OTHERS = {
    "first": ("C19",),
    "once": ("C24", "F54", "G61", "G63B", "H73"),
    "anew": ("E38", "E46", "E46N", "F52"),
}
KIND = {"first": "stock", "once": "flow", "anew": "flow"}


def say(apps, _editor):
    indicators = apps.get_model("reports", "Indicator").objects
    indicators.filter(kind="flow").update(over_time="added")
    indicators.filter(kind="stock").update(over_time="last")
    for rule, codes in OTHERS.items():
        indicators.filter(kind=KIND[rule], owner__isnull=True, code__in=codes).update(over_time=rule)


class Migration(migrations.Migration):
    dependencies = [("reports", "0024_signing")]

    operations = [
        migrations.AddField(
            "indicator", "over_time", models.CharField(blank=True, choices=RULES, default="", max_length=5, verbose_name="theo thời gian"), False
        ),
        migrations.AddField(
            "indicator", "closing", models.CharField(blank=True, default="", max_length=12, verbose_name="bằng số cuối kỳ trước của"), False
        ),
        migrations.RunPython(say, migrations.RunPython.noop),
        migrations.AddConstraint(
            "indicator",
            models.CheckConstraint(
                condition=Q(kind="flow", over_time__in=("added", "once", "anew"))
                | Q(kind="stock", over_time__in=("last", "first"))
                | Q(kind__in=("ratio", "own"), over_time=""),
                name="indicator_over_time",
            ),
        ),
        migrations.AddConstraint(
            "indicator",
            models.CheckConstraint(condition=Q(closing="") | Q(over_time="first"), name="indicator_opens_with_a_closing"),
        ),
    ]
