"""No name without its place in the alphabet. Apart from the filling: PostgreSQL does not alter a table in the transaction that wrote to it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("units", "0003_sort_keys"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name=model, constraint=models.CheckConstraint(condition=models.Q(("sort_key", ""), _negated=True), name=f"{model}_placed")
        )
        for model in ("unit", "unitname")
    ]
