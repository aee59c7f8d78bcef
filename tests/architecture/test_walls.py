"""The second wall stands: every table that tells of someone is guarded, and the web role has no way around."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from config.running import prepare
from config.running.trouble import Trouble
from tests.architecture.floors import room_apps
from tisserand.common import wall_building
from tisserand.common.wall_building import (
    WEB_ROLE,
    Obstacle,
    after_migrations,
    digest,
    obstacle,
    put_up,
    standing,
    take_down,
)
from tisserand.common.walls import rules, views
from tisserand.people.models import Person

pytestmark = pytest.mark.django_db


def _ask(question: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def _telling_of_someone() -> set[str]:
    """The tables with a column `person_id`, histories and trail included, or any other that points at a person."""
    named = _ask(
        "SELECT table_name FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name)"
        " WHERE column_name = 'person_id' AND table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    pointing = {
        model._meta.db_table
        for app in room_apps()
        for model in app.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    }
    return {table for (table,) in named} | pointing | {Person._meta.db_table, "people_personevent"}


def test_every_table_that_tells_of_someone_is_guarded():
    guarded = _ask(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
    )
    names = {table for (table,) in guarded}
    assert _telling_of_someone() - names == set(), "call `guard` in the `walls.register` of this room"
    read = _ask("SELECT tablename FROM pg_policies WHERE policyname = 'wall_read'")
    assert {table for (table,) in read} == names == rules().keys()


def test_the_wall_stands_as_the_rooms_declare_it():
    assert standing() == digest()


def test_it_is_taken_down_and_put_up_again():
    take_down()
    assert standing() == ""
    assert not _ask("SELECT 1 FROM pg_policies WHERE policyname LIKE 'wall%%'")
    # Closed all the while.
    assert _ask("SELECT relrowsecurity FROM pg_class WHERE relname = 'people_person'") == [(True,)]
    assert put_up()
    assert standing() == digest()


def test_nothing_is_done_between_two_applications():
    take_down()
    for app in room_apps():
        after_migrations(sender=app)
    assert standing() == ""


def test_the_web_role_owns_nothing_and_goes_through_no_wall():
    said = _ask(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s", WEB_ROLE
    )
    assert said == [(False, False, False, False)]
    assert not _ask("SELECT 1 FROM pg_class WHERE relowner = %s::regrole", WEB_ROLE)
    assert not _ask("SELECT 1 FROM pg_auth_members WHERE member = %s::regrole", WEB_ROLE)


@pytest.mark.parametrize(
    "gesture",
    [
        "UPDATE audit_accessevent SET reason = ''",
        "DELETE FROM audit_accessevent",
        "DELETE FROM audit_streamhead",
        "TRUNCATE people_person CASCADE",
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY wall_read ON people_person",
        "CREATE OR REPLACE FUNCTION wall_knows(whom uuid) RETURNS boolean LANGUAGE sql RETURN true",
        "SELECT * FROM django_migrations",
        "INSERT INTO wall_known VALUES (NULL)",
        "UPDATE wall_known SET person_id = NULL",
        "DELETE FROM wall_known",
        "CREATE TABLE kept_aside AS SELECT * FROM people_person",
    ],
)
def test_the_web_role_may_not(gesture: str):
    refused = "^(permission denied|must be owner)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {WEB_ROLE}")
        with pytest.raises(ProgrammingError, match=refused), transaction.atomic():
            cursor.execute(gesture)
        cursor.execute("RESET ROLE")


def test_what_is_shown_past_the_wall_is_read_only_and_lets_no_question_look_behind():
    written = _ask(
        "SELECT table_name FROM information_schema.table_privileges"
        " WHERE grantee = %s AND table_name LIKE 'wall%%' AND privilege_type <> 'SELECT'",
        WEB_ROLE,
    )
    assert written == []
    shown = _ask("SELECT relname, reloptions FROM pg_class WHERE relkind = 'v' AND relname LIKE 'wall%%'")
    assert dict(shown) == {name: ["security_barrier=true"] for name in views()}


def test_functions_that_look_past_the_wall_fix_where_they_look():
    loose = _ask(
        "SELECT proname FROM pg_proc WHERE proname LIKE 'wall%%' AND prosecdef"
        " AND NOT coalesce(proconfig::text LIKE '%%search_path=pg_catalog, public, pg_temp%%', false)"
    )
    assert loose == []


def test_an_account_that_does_not_bear_the_role_is_told_so():
    if _ask("SELECT 1 FROM pg_roles WHERE rolname = current_user AND NOT rolsuper"):
        pytest.skip("this account may not borrow another one's name")
    other = connection.copy()  # of its own: what is refused undoes a transaction
    try:
        with other.cursor() as cursor:
            assert obstacle(cursor) is None
            cursor.execute("CREATE ROLE wall_stranger")
            cursor.execute("SET SESSION AUTHORIZATION wall_stranger")
            assert obstacle(cursor) == Obstacle.NOT_GRANTED
            cursor.execute("RESET SESSION AUTHORIZATION")
            cursor.execute(f"GRANT {WEB_ROLE} TO wall_stranger")
            cursor.execute("SET SESSION AUTHORIZATION wall_stranger")
            assert obstacle(cursor) is None
    finally:
        with other.cursor() as cursor:
            cursor.execute("RESET SESSION AUTHORIZATION")
            cursor.execute("DROP ROLE IF EXISTS wall_stranger")
        other.close()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [("WEB_ROLE", "tisserand_nowhere", Obstacle.NO_ROLE), ("MARK", "wall_nowhere()", Obstacle.DOWN)],
)
def test_what_lacks_is_named(name: str, value: str, why: Obstacle, monkeypatch: pytest.MonkeyPatch):
    # (For the second, the role is there; what was put up is not.)
    monkeypatch.setattr(wall_building, name, value)
    with connection.cursor() as cursor:
        assert obstacle(cursor) == why


@pytest.mark.parametrize("why", [*Obstacle, None])
def test_asked_for_it_stands_or_nothing_is_served(
    why: Obstacle | None, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    monkeypatch.setattr(prepare, "obstacle", lambda cursor: why)
    settings.WALL = False
    prepare.check_wall()
    settings.WALL = True
    if why is None:
        prepare.check_wall()
        return
    with pytest.raises(Trouble, match="TISSERAND_WALL"):
        prepare.check_wall()
