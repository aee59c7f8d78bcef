"""Which PostgreSQL: the one `DATABASE_URL` names, or the embedded server in the data folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured

from config.embedded import SUPERUSER, Embedded
from config.env import HOME, env
from config.running.trouble import Trouble

NAME = "tisserand"
OLDEST = 15
CONNECT_SECONDS = 5
# What serves pages says so to the programs it starts.
SERVES_PAGES = "TISSERAND_SERVES_PAGES"
# On the embedded server, its account behind the second wall; and the way past it.
WEB_LOGIN = "tisserand_server"
PAST = "past_the_wall"
PAST_SECONDS = 5
EMBEDDED = Embedded(HOME / "postgres", log=HOME / "logs" / "postgres.log")


def database_config() -> dict[str, Any]:
    """Django's DATABASES entry. Does not start anything."""
    config = _named_config() if env("DATABASE_URL") else embedded_config(EMBEDDED)
    # A machine that is gone without a word is given up on, so that the page can say so.
    options = {"connect_timeout": CONNECT_SECONDS} | config.get("OPTIONS", {})
    return config | {
        "ATOMIC_REQUESTS": True,
        # Seconds. What a connection has planned (see `common.planning`) goes with it.
        "CONN_MAX_AGE": 900,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def databases() -> dict[str, dict[str, Any]]:
    """Django's DATABASES. Behind the second wall, what serves pages logs in with an account of its own, which owns
    nothing; what must be asked past the wall goes another way (see `accounts.walled`)."""
    ours = database_config()
    theirs = web_config() if SERVES_PAGES in os.environ else None
    if theirs is None:
        return {"default": ours}
    # Two ways of one request never wait for each other for ever.
    patient = ours["OPTIONS"] | {"options": f"-c lock_timeout={PAST_SECONDS}s"}
    return {"default": theirs, PAST: ours | {"ATOMIC_REQUESTS": False, "OPTIONS": patient}}


def web_config() -> dict[str, Any] | None:
    """How what serves pages reaches the database behind the second wall; None when it has no account of its own."""
    if not env("TISSERAND_WALL"):
        return None
    ours = database_config()
    if not env("DATABASE_URL"):
        return ours | {"USER": WEB_LOGIN}
    if not env("TISSERAND_WEB_DATABASE_URL"):
        return None
    return ours | _named_config("TISSERAND_WEB_DATABASE_URL")


def _named_config(variable: str = "DATABASE_URL") -> dict[str, Any]:
    if urlsplit(env(variable)).scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"{variable} doit nommer une base PostgreSQL, sous la forme postgres://compte:secret@machine:5432/base"
        )
    return dict(env.db(variable))


def embedded_config(server: Embedded) -> dict[str, Any]:
    """How Django reaches an embedded server."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": SUPERUSER,
        "HOST": str(server.socket_folder),
    }


@contextmanager
def running_database() -> Iterator[None]:
    """The database answers for the duration: the embedded one is kept up, another is only checked."""
    if env("DATABASE_URL"):
        _check_answers()
        yield
    else:
        with EMBEDDED.kept_up(NAME):
            yield


def database_stands(*, suspect: bool) -> bool:
    """Whether the embedded server runs; one on another machine is asked only when something here fell (`suspect`)."""
    if not env("DATABASE_URL"):
        return EMBEDDED.stands
    try:
        if suspect:
            _check_answers()
    except Trouble:
        return False
    return True


def raise_database() -> None:
    """Start the embedded server again, or ask again the one we do not hold. Raises Trouble while it does not answer."""
    if env("DATABASE_URL"):
        _check_answers()
    else:
        EMBEDDED.raise_again(NAME)


def _check_answers() -> None:
    config = database_config()
    where = f"{config['HOST'] or 'localhost'}:{config['PORT'] or 5432}/{config['NAME']}"
    try:
        with psycopg.connect(**parameters(config), connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise Trouble(
            f"La base de données de DATABASE_URL ne répond pas ({where}) : {_why(str(error))}."
        ) from None
    if version < OLDEST:
        raise Trouble(
            f"La base de données {where} est en PostgreSQL {version} : il faut la version {OLDEST} ou une plus récente."
        )


def parameters(config: dict[str, Any]) -> dict[str, Any]:
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    said = {ours: config[theirs] for ours, theirs in names.items() if config.get(theirs)}
    return said | {name: value for name, value in config.get("OPTIONS", {}).items() if isinstance(value, str)}


def _why(error: str) -> str:
    """The cause in French; PostgreSQL's own words may hold the account's name, so they are not repeated."""
    causes = {
        "does not exist": "cette base ou ce compte n’y existe pas",
        "authentication failed": "elle refuse ce compte ou ce mot de passe",
        "no password supplied": "elle demande un mot de passe",
        "pg_hba.conf": "elle n’accepte pas de connexion depuis cette machine",
        "timeout": "pas de réponse en 5 secondes",
        "refused": "connexion refusée : rien n’écoute à cette adresse",
        "resolve": "nom de machine inconnu",
        "No such file": "son socket n’existe pas",
    }
    return next((cause for sign, cause in causes.items() if sign in error), "connexion impossible")
