"""Groups of indicators that an office keeps; a group's code may be longer than a letter."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0031_takeover_of_report"),
        ("units", "__first__"),
    ]

    operations = [
        migrations.AlterField("indicator", "group", models.CharField(max_length=4, verbose_name="nhóm")),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=4, unique=True, verbose_name="mã nhóm")),
                ("name", models.CharField(max_length=120, verbose_name="tên")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="tên tiếng Anh")),
                ("name_ru", models.CharField(blank=True, max_length=120, verbose_name="tên tiếng Nga")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="của cơ quan ở",
                    ),
                ),
            ],
            options={"verbose_name": "nhóm chỉ tiêu", "verbose_name_plural": "nhóm chỉ tiêu", "ordering": ("code",)},
        ),
    ]
