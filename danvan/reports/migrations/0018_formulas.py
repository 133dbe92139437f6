from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

# What an indicator names in its formula is kept as text with codes (danvan.reports.formulas); until now it was a row on each side.
SIDES = ("numerator", "denominator")


def written(apps, schema_editor):
    """The codes of both sides, before the rows they point to are forgotten."""
    indicator = apps.get_model("reports", "Indicator")
    for one in indicator.objects.filter(numerator__isnull=False).select_related(*SIDES):
        one.top, one.bottom = one.numerator.code, one.denominator.code if one.denominator else ""
        one.save(update_fields=["top", "bottom"])


def found(apps, schema_editor):
    """Back: only a plain ratio can be kept as two rows. Any other formula stops it before a row is changed: nothing of it would be left."""
    indicator = apps.get_model("reports", "Indicator")
    codes = {one.code: one for one in indicator.objects.all()}
    lost = sorted(one.code for one in codes.values() if one.top and not {one.top, one.bottom} <= codes.keys())
    if lost:
        raise IrreversibleError(f"Not a plain ratio, so the version before cannot keep it: {', '.join(lost)}. End these formulas and remove them first.")
    for one in indicator.objects.exclude(top=""):
        one.numerator, one.denominator = codes[one.top], codes[one.bottom]
        one.save(update_fields=list(SIDES))
    # PostgreSQL changes no table while it still has rows to check.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("reports", "0017_correction_of_the_map")]

    operations = [
        migrations.RemoveConstraint("indicator", "indicator_ratio_has_parts"),
        migrations.AddField("indicator", "top", models.CharField(blank=True, default="", max_length=200, verbose_name="công thức"), preserve_default=False),
        migrations.AddField("indicator", "bottom", models.CharField(blank=True, default="", max_length=200, verbose_name="chia cho"), preserve_default=False),
        migrations.AddField("indicator", "unbounded", models.BooleanField(default=False, verbose_name="có thể trên 100 phần trăm")),
        migrations.RunPython(written, found, elidable=True),
    ]
