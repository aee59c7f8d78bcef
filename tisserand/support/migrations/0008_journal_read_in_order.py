from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """All that the second wall asks of a note stands in the index: ten thousand are counted without fetching them."""

    atomic = False

    dependencies = [("support", "0007_dossiers_by_id_and_structure")]

    operations = [
        AddIndexConcurrently(
            "entry",
            models.Index(
                fields=["dossier", "-happened_at", "-id"],
                include=["author", "visibility", "voice"],
                name="journal_read_in_order",
            ),
        ),
        RemoveIndexConcurrently("entry", "journal_in_order"),
    ]
