"""A form may be filed by some units of a level only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0027_also_reminded")]

    operations = [
        migrations.AddField(model_name="form", name="units", field=models.JSONField(blank=True, default=list, verbose_name="chỉ các đơn vị")),
    ]
