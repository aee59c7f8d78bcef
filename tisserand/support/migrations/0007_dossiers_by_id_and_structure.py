"""The sixty dossiers of a worker are found by their ids and their structure at once. Built while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("support", "0006_step_partners_found")]
    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(fields=["id", "organisation"], name="dossiers_by_id_and_structure"),
        ),
    ]
