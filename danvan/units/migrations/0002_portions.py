"""How much of a divided unit went where, by each measure that is known, instead of one share and free words for its measure."""

import django.db.models.deletion
from django.db import migrations, models

WORDS = {"dân số": "population", "số dân": "population", "số hộ": "households", "hộ": "households", "diện tích": "area", "số thôn": "villages"}
WHOLE = 1_000_000


def carry_over(apps, editor):
    """Shares whose measure is one we know; what was written otherwise stays unknown, and is not apportioned."""
    lineage, portion = apps.get_model("units", "Lineage"), apps.get_model("units", "Portion")
    known = lineage.objects.filter(share_ppm__isnull=False, share_ppm__lt=WHOLE)
    rows = [(edge, WORDS.get(edge.basis.strip().lower())) for edge in known]
    portion.objects.bulk_create([portion(edge=edge, basis=basis, ppm=edge.share_ppm) for edge, basis in rows if basis])


class Migration(migrations.Migration):

    dependencies = [
        ("units", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Portion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("basis", models.CharField(choices=[("population", "dân số"), ("households", "số hộ"), ("area", "diện tích"), ("villages", "số thôn, tổ dân phố")], max_length=10, verbose_name="tính theo")),
                ("ppm", models.PositiveIntegerField(verbose_name="phần (phần triệu)")),
                ("source", models.CharField(blank=True, max_length=160, verbose_name="văn bản, nguồn")),
                ("edge", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="portions", to="units.lineage", verbose_name="kế thừa")),
            ],
            options={"verbose_name": "phần chia", "verbose_name_plural": "phần chia"},
        ),
        migrations.AddConstraint(
            model_name="portion",
            constraint=models.UniqueConstraint(fields=("edge", "basis"), name="portion_one"),
        ),
        migrations.AddConstraint(
            model_name="portion",
            constraint=models.CheckConstraint(condition=models.Q(("ppm__lte", 1000000)), name="portion_is_a_part"),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="lineage", name="lineage_share_is_a_part"),
        migrations.RemoveField(model_name="lineage", name="share_ppm"),
        migrations.RemoveField(model_name="lineage", name="basis"),
    ]
