"""Keys for the registrations already there, a few thousand at a time so that nobody waits; then the indexes."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models, transaction
from django.db.models.functions import Reverse

AT_ONCE = 2_000


def fill(apps, schema_editor):
    """Touch each registration: its trigger does the rest. Started again, it goes on with those still without keys."""
    registrations = apps.get_model("people", "Registration").objects.using(schema_editor.connection.alias)
    last = None
    while True:
        rows = (
            registrations.order_by("pk") if last is None else registrations.order_by("pk").filter(pk__gt=last)
        )
        ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return
        with transaction.atomic(using=schema_editor.connection.alias):
            registrations.filter(pk__in=ids, search_keys=[]).update(search_keys=[])
        last = ids[-1]


INDEXES = [
    "CREATE INDEX CONCURRENTLY registration_search_keys ON people_registration USING gin (search_keys)",
    "CREATE INDEX CONCURRENTLY contact_value_from_its_end ON people_contactpoint ((reverse(value)) text_pattern_ops)",
]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0005_search_keys")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(sql, f"DROP INDEX CONCURRENTLY {sql.split()[3]}") for sql in INDEXES
            ],
            state_operations=[
                migrations.AddIndex(
                    "registration", GinIndex(fields=["search_keys"], name="registration_search_keys")
                ),
                migrations.AddIndex(
                    "contactpoint",
                    models.Index(
                        OpClass(Reverse("value"), "text_pattern_ops"), name="contact_value_from_its_end"
                    ),
                ),
            ],
        ),
    ]
