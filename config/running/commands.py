"""What `bin/tisserand` carries out once its environment is there: the servers, or one Django command."""

from __future__ import annotations

import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.database import running_database
from config.running import serve
from config.running.prepare import prepare
from config.running.trouble import Trouble

# Commands that read no table: they start no database, and touch none that runs.
WITHOUT_DATABASE = frozenset({"rights_simulate"})


def carry_out(arguments: list[str]) -> int:
    """Run `run`, `manage …`, or `NOUN VERB …`, which is the Django command `NOUN_VERB …`."""
    noun, *rest = arguments
    _check_settings()
    if noun == "run":
        return serve.run()
    if noun == "manage":
        return _manage("bin/tisserand manage", rest)
    if rest and not rest[0].startswith("-"):
        command = f"{noun}_{rest[0]}"
        if command in WITHOUT_DATABASE:
            return _execute(f"bin/tisserand {noun}", [command, *rest[1:]])
        return _manage(f"bin/tisserand {noun}", [command, *rest[1:]], ready=True)
    raise Trouble(f"Commande inconnue : « {' '.join(arguments)} » ; « bin/tisserand help » les nomme toutes.")


def _check_settings() -> None:
    """Read the settings now, so that a wrong one is told as such."""
    try:
        settings.INSTALLED_APPS  # noqa: B018
    except (ImproperlyConfigured, ValueError) as error:
        raise Trouble(
            f"Réglage incorrect dans l’environnement : {error} (voir docs/environment.md)."
        ) from None


def _manage(name: str, arguments: list[str], *, ready: bool = False) -> int:
    """A Django command with the database up; with `ready`, its tables are up to date too. Returns its exit code."""
    with running_database():
        if ready:
            django.setup()
            prepare(pages=False)
        return _execute(name, arguments)


def _execute(name: str, arguments: list[str]) -> int:
    try:
        execute_from_command_line([name, *arguments])
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
            return 1
        return end.code or 0
    return 0
