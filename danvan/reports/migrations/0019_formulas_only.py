from django.db import migrations, models

KINDS = [
    ("flow", "phát sinh trong kỳ"),
    ("stock", "có đến cuối kỳ"),
    ("ratio", "tính theo công thức"),
    ("own", "của riêng đơn vị, không cộng"),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0018_formulas")]

    operations = [
        migrations.RemoveField("indicator", "numerator"),
        migrations.RemoveField("indicator", "denominator"),
        migrations.RenameField("indicator", "top", "numerator"),
        migrations.RenameField("indicator", "bottom", "denominator"),
        migrations.AlterField("indicator", "kind", models.CharField(choices=KINDS, max_length=5, verbose_name="cách cộng")),
        migrations.AddConstraint(
            "indicator",
            models.CheckConstraint(
                condition=models.Q(("kind", "ratio"), _negated=True) | models.Q(("numerator", ""), _negated=True), name="indicator_has_its_formula"
            ),
        ),
    ]
