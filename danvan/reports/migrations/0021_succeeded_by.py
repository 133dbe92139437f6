"""Who had filed by itself before it ended keeps that; its standing numbers give way to those of the main heir."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("reports", "0020_relations_of_offices")]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="succeeded_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="succeeds",
                to="reports.obligation",
                verbose_name="đơn vị kế thừa báo cáo ở",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(condition=Q(succeeded_by__isnull=False), fields=["period", "succeeded_by"], name="obligation_succeeded"),
        ),
    ]
