"""A name that an office left empty in English or Russian was filled with the Vietnamese one, and stayed when that changed: it becomes empty again."""

from typing import Any

from django.db import migrations, models

LANGUAGES = ("name_en", "name_ru")


def empty(apps: Any, schema: Any) -> None:
    """Of what offices wrote or changed: a name that is, or once was, the Vietnamese one is nobody's translation. The versions say the same."""
    indicators, versions = (apps.get_model("reports", name) for name in ("Indicator", "IndicatorVersion"))
    for row in indicators.objects.filter(local=True):
        known = list(versions.objects.filter(indicator=row))
        names = {row.name, *(one.content["name"] for one in known)}
        if left := [name for name in LANGUAGES if getattr(row, name) in names]:
            indicators.objects.filter(pk=row.pk).update(**dict.fromkeys(left, ""))
        for one in known:
            content = {**one.content, **{name: "" for name in LANGUAGES if one.content[name] in names}}
            if content != one.content:
                versions.objects.filter(pk=one.pk).update(content=content)


class Migration(migrations.Migration):
    dependencies = [("reports", "0037_compared_of_submission")]

    operations = [
        migrations.AlterField("indicator", "name_en", models.CharField(blank=True, max_length=200, verbose_name="tên tiếng Anh")),
        migrations.AlterField("indicator", "name_ru", models.CharField(blank=True, max_length=200, verbose_name="tên tiếng Nga")),
        migrations.RunPython(empty, migrations.RunPython.noop),
    ]
