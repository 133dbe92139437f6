"""Every name keeps its place in the Vietnamese alphabet, so that lists of units are paged in the order a reader looks for them."""

from django.db import migrations, models

from danvan.lib.text import alphabetical

BATCH = 500


def fill(apps, editor):
    """The keys of the names there are."""
    for model in (apps.get_model("units", "Unit"), apps.get_model("units", "UnitName")):
        rows = list(model.objects.order_by().only("pk", "name"))
        for row in rows:
            row.sort_key = alphabetical(row.name)
        model.objects.bulk_update(rows, ["sort_key"], batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ("units", "0002_portions"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name="sort_key",
            field=models.CharField(default="", editable=False, max_length=600, verbose_name="vị trí theo bảng chữ cái"),
            preserve_default=False,
        )
        for model in ("unit", "unitname")
    ] + [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="unit", options={"ordering": ("sort_key", "id"), "verbose_name": "đơn vị", "verbose_name_plural": "đơn vị"}
        ),
    ]
