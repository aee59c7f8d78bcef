"""The ways by which the rows of an import and the structures to ask are read in their order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0007_services_by_mode"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="loadingline",
            index=models.Index(fields=["loading", "number", "id"], name="all_lines_of_a_loading"),
        ),
        migrations.AddIndex(
            model_name="structure",
            index=models.Index(
                condition=models.Q(("gone_on", None), models.Q(("email", ""), _negated=True)),
                fields=["modified_on", "id"],
                name="structures_to_confirm",
            ),
        ),
    ]
