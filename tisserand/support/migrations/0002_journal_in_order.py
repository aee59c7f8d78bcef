import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A journal is read in its order whatever its length: one index, not two of which the wrong one is taken."""

    dependencies = [("support", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["dossier", "-happened_at", "-id"],
                include=["author", "visibility"],
                name="journal_in_order",
            ),
        ),
        migrations.RemoveIndex(model_name="entry", name="journal_of_dossier"),
        migrations.AlterField(
            model_name="entry",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="support.dossier",
            ),
        ),
    ]
