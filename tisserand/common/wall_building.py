"""Putting the second wall up in the database after migrations, taking it down before: columns that it names may change.

While it is down the tables stay closed to `WEB_ROLE`: a session of that role then sees nobody.
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import Any

import psycopg
import structlog
from django.apps import apps
from django.db import ProgrammingError, connections, transaction

from tisserand.common.walls import functions, rules, views

log = structlog.get_logger(__name__)


class Obstacle(StrEnum):
    """Why requests cannot go behind the wall."""

    NO_ROLE = "no role"
    NOT_GRANTED = "not granted"
    DOWN = "down"
    THROUGH = "through"


WEB_ROLE = "tisserand_web"
# The function that is always there bears the digest of what was put up.
MARK = "wall_user()"

# Several databases of one server may be prepared at the same time: roles belong to the server.
_ROLE = f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{WEB_ROLE}') THEN
            CREATE ROLE {WEB_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$
"""
_LOGIN = f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{{login}}') THEN
            CREATE ROLE {{login}} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        END IF;
        GRANT {WEB_ROLE} TO {{login}};
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$
"""
# Whoever makes a role may grant it, yet does not always bear it.
_BORNE = f"""
    DO $$ BEGIN
        IF NOT pg_has_role(current_user, '{WEB_ROLE}', 'MEMBER') THEN
            EXECUTE format('GRANT {WEB_ROLE} TO %I', current_user);
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$
"""
# It owns nothing, empties nothing, and never learns which migrations there were.
_RIGHTS = f"""
    GRANT USAGE ON SCHEMA public TO {WEB_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB_ROLE};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLE};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {WEB_ROLE};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {WEB_ROLE};
    REVOKE ALL ON django_migrations FROM {WEB_ROLE};
    REVOKE UPDATE, DELETE ON audit_accessevent FROM {WEB_ROLE};
    REVOKE DELETE ON audit_streamhead FROM {WEB_ROLE}
"""
# Asked of rows before it is known whether they are seen, these would let an index be used: they raise nothing that
# tells of a row. Only the owner of the server may say so; elsewhere the search of names is slower behind the wall.
_TRUSTED = """
    DO $$ DECLARE each text; BEGIN
        FOREACH each IN ARRAY ARRAY['arraycontains(anyarray, anyarray)', 'arrayoverlap(anyarray, anyarray)',
            'textlike(text, text)', 'upper(text)', 'reverse(text)', 'word_similarity_op(text, text)',
            'word_similarity_commutator_op(text, text)']
        LOOP
            EXECUTE format('ALTER FUNCTION %s LEAKPROOF', each);
        END LOOP;
    EXCEPTION WHEN insufficient_privilege OR undefined_function THEN NULL;
    END $$
"""
_DOWN = r"""
    DO $$ DECLARE each record; BEGIN
        FOR each IN SELECT policyname, tablename FROM pg_policies
            WHERE schemaname = 'public' AND policyname LIKE 'wall\_%'
        LOOP
            EXECUTE format('DROP POLICY %I ON public.%I', each.policyname, each.tablename);
        END LOOP;
        FOR each IN SELECT viewname FROM pg_views WHERE schemaname = 'public' AND viewname LIKE 'wall\_%'
        LOOP
            EXECUTE format('DROP VIEW IF EXISTS public.%I CASCADE', each.viewname);
        END LOOP;
        FOR each IN SELECT oid::regprocedure::text AS said FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'wall\_%'
        LOOP
            EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', each.said);
        END LOOP;
    END $$
"""


def statements() -> list[str]:
    """What puts the wall up, where there is none."""
    policies = [line for table, rule in rules().items() for line in _policies(table, rule)]
    return [*functions(), *views().values(), *policies]


def _policies(table: str, rule: str) -> list[str]:
    """What a session does not see, it neither changes nor removes. New rows are the application's to judge."""
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'CREATE POLICY wall_read ON "{table}" FOR SELECT USING ({rule})',
        f'CREATE POLICY wall_change ON "{table}" FOR UPDATE USING ({rule}) WITH CHECK (true)',
        f'CREATE POLICY wall_remove ON "{table}" FOR DELETE USING ({rule})',
        f'CREATE POLICY wall_add ON "{table}" FOR INSERT WITH CHECK (true)',
    ]


def _only_read() -> list[str]:
    """What is shown is read past the wall: it must not be written so."""
    return [f"REVOKE INSERT, UPDATE, DELETE ON {name} FROM {WEB_ROLE}" for name in views()]


def digest() -> str:
    """What was put up, in short: the same as long as no room changes its rules."""
    return sha256("\n".join([_RIGHTS, *_only_read(), *statements()]).encode()).hexdigest()


def standing(using: str = "default") -> str:
    """The digest of the wall that stands in this database; nothing when there is none."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regprocedure(%s), 'pg_proc')", [MARK])
        return str(cursor.fetchone()[0] or "")


def put_up(using: str = "default") -> bool:
    """Put the wall up as the rooms declare it, unless it stands so already; False when the account may not."""
    wanted = digest()
    if standing(using) == wanted:
        return True
    try:
        with transaction.atomic(using), connections[using].cursor() as cursor:
            for statement in (_ROLE, _BORNE, _DOWN, *statements(), _RIGHTS, *_only_read(), _TRUSTED):
                cursor.execute(statement)
            cursor.execute(f"COMMENT ON FUNCTION {MARK} IS '{wanted}'")
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        log.warning("second_wall_is_down", why="this account may not create roles")
        return False
    return True


def let_log_in(login: str, using: str = "default") -> None:
    """On a server of our own: an account that bears the web role and nothing else, for what serves pages."""
    with connections[using].cursor() as cursor:
        cursor.execute(_LOGIN.format(login=login))


def obstacle_of(cursor: Any) -> Obstacle | None:
    """What keeps the account of this cursor from serving pages behind the wall: it must bear the web role, and own
    nothing."""
    why = obstacle(cursor)
    if why:
        return why
    cursor.execute(
        "SELECT r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'MEMBER')"
        " FROM pg_roles r, pg_class c WHERE r.rolname = current_user AND c.oid = 'people_person'::regclass"
    )
    return Obstacle.THROUGH if cursor.fetchone()[0] else None


def obstacle(cursor: Any) -> Obstacle | None:
    """What keeps the account of this cursor from asking as the web role, or nothing; outside of any transaction."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB_ROLE])
    if cursor.fetchone() is None:
        return Obstacle.NO_ROLE
    try:
        cursor.execute(f"SET ROLE {WEB_ROLE}")
        cursor.execute("RESET ROLE")
    except (ProgrammingError, psycopg.errors.InsufficientPrivilege):
        return Obstacle.NOT_GRANTED
    cursor.execute("SELECT to_regprocedure(%s) IS NOT NULL", [MARK])
    return None if cursor.fetchone()[0] else Obstacle.DOWN


def take_down(using: str = "default") -> None:
    """Drop what names tables and columns, which a migration may be about to change."""
    with connections[using].cursor() as cursor:
        cursor.execute(_DOWN)


# Receivers: Django tells each application in turn.


def before_migrations(*, plan: Any = (), using: str = "default", **_: Any) -> None:
    """Only when there is something to migrate."""
    if plan and standing(using):
        take_down(using)


def after_migrations(*, sender: Any, using: str = "default", **_: Any) -> None:
    """Once, after the last application."""
    last = [app for app in apps.get_app_configs() if app.models_module is not None][-1]
    if sender is last:
        put_up(using)
