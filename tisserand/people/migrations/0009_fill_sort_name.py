"""Sort names for the registrations already there, a few thousand at a time so that nobody waits; then the indexes."""

from django.db import migrations, models, transaction

AT_ONCE = 2_000


def fill(apps, schema_editor):
    """Touch each registration: its trigger does the rest. Started again, it goes on with those still without one."""
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
            registrations.filter(pk__in=ids, sort_name="").update(sort_name="")
        last = ids[-1]


INDEXES = [
    models.Index(fields=["organisation", "sort_name", "id"], name="registration_in_order"),
    models.Index(fields=["organisation", "created_at", "id"], name="registration_by_day"),
]
SQL = [
    "CREATE INDEX CONCURRENTLY registration_in_order ON people_registration (organisation_id, sort_name, id)",
    "CREATE INDEX CONCURRENTLY registration_by_day ON people_registration (organisation_id, created_at, id)",
]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0008_sort_name")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(sql, f"DROP INDEX CONCURRENTLY {sql.split()[3]}") for sql in SQL
            ],
            state_operations=[migrations.AddIndex("registration", index) for index in INDEXES],
        ),
    ]
