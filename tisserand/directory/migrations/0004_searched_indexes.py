"""The ways by which a search goes straight to services."""

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import migrations, models
from django.db.models import F, Func, Q

LISTED = Q(is_listed=True)


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_searched")]

    operations = [
        migrations.AddIndex(
            "service", models.Index(fields=["name", "id"], condition=LISTED, name="services_by_name")
        ),
        migrations.AddIndex(
            "service",
            GistIndex(
                Func(F("at_longitude"), F("at_latitude"), function="point"),
                condition=LISTED,
                name="services_by_place",
            ),
        ),
        migrations.AddIndex(
            "service", GinIndex(fields=["topics"], condition=LISTED, name="services_by_topic")
        ),
        migrations.AddIndex(
            "service", GinIndex(fields=["words"], condition=LISTED, name="services_by_words")
        ),
        migrations.AddIndex(
            "service", models.Index(fields=["id"], condition=Q(at_latitude=None), name="services_nowhere")
        ),
    ]
