"""A published number keeps the word of its source. Editions published before stay as they were read: a further one brings the words."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("reports", "0039_first_filed")]

    operations = [
        migrations.AddField(
            "publishedcell",
            "word",
            models.CharField(
                blank=True,
                choices=[("", "đúng"), ("about", "khoảng"), ("over", "hơn"), ("under", "gần")],
                default="",
                max_length=5,
                verbose_name="mức độ",
            ),
        ),
        migrations.AddConstraint(
            "publishedcell", models.CheckConstraint(condition=Q(("word", ""), ("mark", ""), _connector="OR"), name="published_word_of_number")
        ),
    ]
