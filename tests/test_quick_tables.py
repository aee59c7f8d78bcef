"""An empty database filled sooner has the same tables: every kind of step, those that others refer to above all."""

from __future__ import annotations

from contextlib import nullcontext, suppress

import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from config.running.quick_tables import drawing_little

pytestmark = pytest.mark.django_db

TYPE_OF_A_REFERENCE = """
SELECT data_type FROM information_schema.columns WHERE table_name = 'essai_street' AND column_name = 'town_id'
"""


def refer(to: str, **said: object) -> models.ForeignKey:
    return models.ForeignKey(to, models.CASCADE, related_name="+", **said)


STEPS: list[Operation] = [
    migrations.CreateModel("Town", [("id", models.IntegerField(primary_key=True))]),
    migrations.CreateModel("Street", [("id", models.AutoField(primary_key=True)), ("town", refer("essai.Town"))]),
    migrations.AddField("Town", "code", models.CharField(max_length=5, unique=True)),
    migrations.AddField("Town", "chief", refer("essai.Street", null=True)),
    migrations.AddField("Street", "of", refer("essai.Town", to_field="code", null=True)),
    migrations.AddIndex("Street", models.Index(fields=["town", "of"], name="street_town")),
    migrations.AddConstraint("Town", models.CheckConstraint(condition=~models.Q(code=""), name="said")),
    migrations.AlterField("Town", "id", models.BigIntegerField(primary_key=True)),
    migrations.AddField("Street", "name", models.TextField(default="")),
    migrations.AlterField("Town", "code", models.CharField(max_length=9, unique=True)),
    migrations.RenameField("Town", "id", "number"),
    migrations.AddField("Town", "name", models.TextField(default="")),
    migrations.AlterField("Street", "name", models.CharField(max_length=80, default="")),
    migrations.RenameModel("Town", "Commune"),
    migrations.AddField("Street", "second", refer("essai.Commune", null=True)),
    migrations.AlterField("Street", "second", models.OneToOneField("essai.Commune", models.CASCADE, null=True)),
    migrations.RemoveField("Commune", "chief"),
    migrations.CreateModel("Door", [("id", models.AutoField(primary_key=True)), ("on", refer("essai.Street"))]),
    migrations.DeleteModel("Door"),
]  # fmt: skip


def tables_made(*, quickly: bool) -> tuple[list[str], ProjectState]:
    """What is asked of the database, step after step, and what the models are in the end."""
    migration = type("Migration", (migrations.Migration,), {"operations": STEPS})("0001", "essai")
    with drawing_little() if quickly else nullcontext(), connection.schema_editor(atomic=False) as editor:
        state = ProjectState()
        assert state.apps  # drawn from the start, as it is on a database that has other tables
        asked: list[str] = []
        execute = editor.execute
        editor.execute = lambda sql, params=(): (asked.append(str(sql)), execute(sql, params))[1]  # type: ignore[method-assign]
        return asked, migration.apply(state, editor)


def drop() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE essai_street, essai_commune CASCADE")


def test_the_same_is_asked_of_the_database():
    slowly, whole = tables_made(quickly=False)
    drop()
    quickly, drawn = tables_made(quickly=True)
    assert quickly == slowly
    assert drawn == whole
    with connection.cursor() as cursor:
        cursor.execute(TYPE_OF_A_REFERENCE)
        assert cursor.fetchone() == ("bigint",)


def test_what_it_changes_is_put_back():
    before = dict(vars(ProjectState))
    with suppress(KeyError), drawing_little():
        assert vars(ProjectState) != before
        raise KeyError
    assert vars(ProjectState) == before
