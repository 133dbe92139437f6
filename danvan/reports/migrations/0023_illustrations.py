"""Forms say which drawings they ask for. Those that stand keep what every form had: by unit and over the periods, chosen by the system."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BEFORE = ("units", "columns")


def as_before(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Two drawings for each form, in the annex."""
    form, illustration = apps.get_model("reports", "Form"), apps.get_model("reports", "Illustration")
    illustration.objects.bulk_create(
        illustration(form=one, kind=kind, position=place) for one in form.objects.all() for place, kind in enumerate(BEFORE, start=1)
    )


class Migration(migrations.Migration):
    dependencies = (("reports", "0022_covered_at"),)

    operations = (
        migrations.CreateModel(
            name="Illustration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("units", "thanh ngang theo đơn vị cấp dưới"),
                            ("columns", "cột qua các kỳ"),
                            ("line", "đường qua các kỳ"),
                            ("parts", "các phần của một tổng"),
                            ("map", "bản đồ các đơn vị cấp dưới"),
                        ],
                        max_length=7,
                        verbose_name="cách vẽ",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="illustrations",
                        to="reports.form",
                        verbose_name="mẫu",
                    ),
                ),
                (
                    "heading",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="illustrations",
                        to="reports.heading",
                        verbose_name="đề mục",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.indicator",
                        verbose_name="chỉ tiêu",
                    ),
                ),
            ],
            options={
                "verbose_name": "hình minh họa",
                "verbose_name_plural": "hình minh họa",
                "ordering": ("form", "position"),
                "constraints": [models.UniqueConstraint(fields=("form", "position"), name="illustration_one_place")],
            },
        ),
        migrations.RunPython(as_before, migrations.RunPython.noop),
    )
