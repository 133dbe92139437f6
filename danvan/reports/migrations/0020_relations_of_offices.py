import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0019_formulas_only"), ("units", "__first__")]

    operations = [
        migrations.AddField("relation", "local", models.BooleanField(default=False, verbose_name="cơ quan đã sửa")),
        migrations.AddField(
            "relation",
            "owner",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit", verbose_name="của cơ quan ở"
            ),
        ),
        migrations.AddConstraint(
            "relation",
            models.CheckConstraint(
                condition=models.Q(("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"), name="relation_dates"
            ),
        ),
    ]
