"""The ways by which a search goes straight to services; made while the directory is being read."""

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func, Q

LISTED = Q(is_listed=True)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("directory", "0003_searched")]

    operations = [
        AddIndexConcurrently(
            "service", models.Index(fields=["name", "id"], condition=LISTED, name="services_by_name")
        ),
        AddIndexConcurrently(
            "service",
            GistIndex(
                Func(F("at_longitude"), F("at_latitude"), function="point"),
                condition=LISTED,
                name="services_by_place",
            ),
        ),
        AddIndexConcurrently(
            "service", GinIndex(fields=["topics"], condition=LISTED, name="services_by_topic")
        ),
        AddIndexConcurrently(
            "service", GinIndex(fields=["words"], condition=LISTED, name="services_by_words")
        ),
        AddIndexConcurrently(
            "service", models.Index(fields=["id"], condition=Q(at_latitude=None), name="services_nowhere")
        ),
    ]
