"""A due rule for each level and kind of period, in place of one number of days for each level."""

from django.db import migrations, models


def to_rules(apps, schema_editor):
    """What was said until now holds for every kind of period."""
    for form in apps.get_model("reports", "Form").objects.all():
        way = "working" if form.due_working else "days"
        form.due = {level: {"": f"{way} {days}"} for level, days in form.due_days.items()}
        form.save(update_fields=["due"])


class Migration(migrations.Migration):
    dependencies = [("reports", "0025_over_time")]

    operations = [
        migrations.AddField(model_name="form", name="due", field=models.JSONField(default=dict, verbose_name="hạn nộp")),
        migrations.RunPython(to_rules, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="form", name="due_days"),
        migrations.RemoveField(model_name="form", name="due_working"),
    ]
