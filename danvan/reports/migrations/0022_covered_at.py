"""Since when a report holds another unit's time: one that was filed before says so until it is made anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0021_succeeded_by")]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="covered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="gộp lúc"),
        ),
    ]
