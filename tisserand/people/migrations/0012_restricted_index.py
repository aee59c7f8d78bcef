"""The few restricted registrations, under a small index of their own: every rule asks for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0011_registration_is_merged")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY registration_restricted"
                    " ON people_registration (organisation_id, person_id) WHERE is_restricted",
                    "DROP INDEX CONCURRENTLY registration_restricted",
                )
            ],
            state_operations=[
                migrations.AddIndex(
                    "registration",
                    models.Index(
                        fields=["organisation", "person"],
                        condition=models.Q(is_restricted=True),
                        name="registration_restricted",
                    ),
                )
            ],
        ),
    ]
