"""What stands between a running database and a first page: tables, files to serve, the demonstration territory."""

from __future__ import annotations

import hashlib
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn

import django
import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from config.database import WEB_LOGIN, parameters, web_config
from config.env import HOME, env
from config.running import progress
from config.running.quick_tables import drawing_little
from config.running.trouble import Trouble, of_program, of_system
from tisserand.common.wall_building import WEB_ROLE, Obstacle, let_log_in, obstacle, obstacle_of, put_up

COLLECTED = HOME / "static" / ".sources"
# Kept until the demonstration is whole: a start that was interrupted is finished by the next one.
DEMO_AWAITED = HOME / "demo-awaited"


def prepare(*, pages: bool = True) -> None:
    """Do what is missing, in order; on a second start that is almost nothing."""
    _migrate()
    check_wall()
    if pages:
        _collect_static()
    _create_demo()


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        # A start interrupted just before may have left it out.
        call_command("createcachetable", verbosity=0)
        put_up()  # rules may change without any table changing
        return
    is_empty = not executor.loader.applied_migrations
    if settings.DEMO and is_empty:
        DEMO_AWAITED.touch()
    # Where there is something to lose, step by step as Django does it.
    with progress.step("Tables de la base de données"):
        with drawing_little() if is_empty else nullcontext():
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)


def check_wall() -> None:
    """Asked for, the second wall stands, or nothing is served: nobody must believe in what is not there."""
    if not settings.WALL:
        return
    with connection.cursor() as cursor:
        why = obstacle(cursor)
    if why:
        _refuse(why, "DATABASE_URL")
    _check_account_of_pages()


def _check_account_of_pages() -> None:
    """What serves pages logs in as someone who owns nothing: made here on the embedded server, examined elsewhere."""
    config = web_config()
    if config is None:
        return
    if not env("DATABASE_URL"):
        let_log_in(WEB_LOGIN)
        return
    try:
        with psycopg.connect(**parameters(config), autocommit=True) as link, link.cursor() as cursor:
            why = obstacle_of(cursor)
    except psycopg.OperationalError:
        raise Trouble("La base de TISSERAND_WEB_DATABASE_URL ne répond pas, ou refuse ce compte.") from None
    if why:
        _refuse(why, "TISSERAND_WEB_DATABASE_URL")


def _refuse(why: Obstacle, account: str) -> NoReturn:
    raise Trouble(
        "TISSERAND_WALL demande le second mur de la base, et il ne peut pas tenir : "
        f"{_WHY[why].format(account=account)} "
        "Voir « Le second mur de la base » dans docs/environment.md, ou mettre TISSERAND_WALL=False."
    )


_WHY = {
    Obstacle.NO_ROLE: f"le rôle {WEB_ROLE} n’existe pas, et le compte de {{account}} ne peut pas le créer.",
    Obstacle.NOT_GRANTED: f"le compte de {{account}} ne porte pas le rôle {WEB_ROLE}.",
    Obstacle.DOWN: "ses règles n’ont pas pu être posées : les tables n’appartiennent pas au compte de DATABASE_URL.",
    Obstacle.THROUGH: "le compte de {account} passe au travers : il possède les tables, ou tout lui est permis.",
}


def _collect_static() -> None:
    digest = _static_digest()
    if COLLECTED.exists() and COLLECTED.read_text() == digest:
        return
    with progress.step("Fichiers à servir"):
        call_command("collectstatic", verbosity=0, interactive=False)
        COLLECTED.write_text(digest)


def _static_digest() -> str:
    """What would be collected, by name, size and date: reading every file would take longer than collecting."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _create_demo() -> None:
    if not DEMO_AWAITED.exists() or "demo_create" not in get_commands():
        return
    with progress.step("Territoire de démonstration"):
        call_command("demo_create", verbosity=0, stdout=sys.stderr)
    DEMO_AWAITED.unlink()


def main() -> int:
    """Prepare, then print on stdout what the launcher shows to whoever discovers the demonstration."""
    django.setup()
    try:
        prepare()
        if settings.DEMO and "demo_accounts" in get_commands():
            call_command("demo_accounts")
    except Trouble as trouble:
        return _fail(trouble)
    except OSError as error:
        return _fail(of_system(error))
    except (DatabaseError, CommandError) as error:
        return _fail(of_program("Préparation de la base de données", str(error)))
    return 0


def _fail(trouble: Trouble) -> int:
    if trouble.details:
        progress.say(trouble.details)
    progress.say(f"✗ {trouble}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
