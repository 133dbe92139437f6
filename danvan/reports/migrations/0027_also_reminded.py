from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("reports", "0026_due_rules"),)

    operations = (
        migrations.AddField(
            model_name="campaign",
            name="also",
            field=models.CharField(blank=True, max_length=500, verbose_name="báo thêm đến"),
        ),
    )
