import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("reports", "0023_illustrations"), ("units", "0001_initial"))

    operations = (
        migrations.AddField(
            model_name="report",
            name="signed_on",
            field=models.DateField(blank=True, null=True, verbose_name="ngày ký"),
        ),
        migrations.CreateModel(
            name="Signing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(blank=True, max_length=24, verbose_name="mẫu")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                (
                    "capacity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "ký với chức danh của mình"),
                            ("behalf", "thay mặt tập thể (T/M, TM.)"),
                            ("deputy", "ký thay người đứng đầu (K/T, KT.)"),
                            ("order", "thừa lệnh (T/L, TL.)"),
                        ],
                        max_length=6,
                        verbose_name="tư cách ký",
                    ),
                ),
                ("authority", models.CharField(blank=True, max_length=120, verbose_name="ký thay mặt, thay cho")),
                ("position", models.CharField(max_length=120, verbose_name="chức vụ người ký")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="địa danh")),
                ("symbol", models.CharField(blank=True, max_length=40, verbose_name="ký hiệu")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("by_label", models.CharField(max_length=200, verbose_name="ai")),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.post",
                        verbose_name="chức danh",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit", verbose_name="đơn vị"
                    ),
                ),
            ],
            options={
                "verbose_name": "cách ký báo cáo",
                "verbose_name_plural": "cách ký báo cáo",
                "ordering": ("-valid_from", "-id"),
                "indexes": [models.Index(fields=["unit", "valid_from"], name="signing_by_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("capacity", ""), models.Q(("authority", ""), _negated=True), _connector="OR"),
                        name="signing_in_a_name",
                    )
                ],
            },
        ),
    )
