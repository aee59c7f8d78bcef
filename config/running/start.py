"""The way in of `bin/tisserand`: says what is missing, makes it, then hands over to the environment's own Python."""

import os
import signal
import sys
from types import FrameType

from config.running import browser, claim, environment, pages, place, progress
from config.running.trouble import Trouble, of_system

USAGE = """Usage : bin/tisserand COMMANDE

  run                                  démarre Tisserand (Ctrl-C pour arrêter)
  caseload import FICHIER --organisation SLUG [--mapping F.json] [--dry-run] [--json]
                                       importe une file active
  organisation create NOM --administrator COURRIEL [--slug SLUG] [--json]
                                       ouvre une structure et invite qui l’administrera
  directory import FICHIER [--partial] [--refused LIGNES.json]
                                       met à jour l’annuaire des structures et des services
  directory export DOSSIER [--format json|csv|parquet] [--as-received]
                                       écrit l’annuaire selon le schéma data·inclusion v1
  rights simulate MENAGE.json [--month 2026-11] [--json]
                                       calcule les droits d’un ménage (docs/rights.md)
  demo remove                          retire le territoire de démonstration
  audit verify                         vérifie que le journal des accès est intact
  manage …                             toute commande de Django
  environment [--dev] [--pages] [--browser]
                                       installe seulement ce qui manque"""

HELP = ("help", "-h", "--help")


def main(arguments: list[str]) -> int:
    """Run one command; one sentence and a non-zero code when something stands in the way."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        return _main(arguments)
    except Trouble as trouble:
        return _tell(trouble)
    except OSError as error:
        return _tell(of_system(error))
    except KeyboardInterrupt:
        progress.say("\nInterrompu.")
        return 130


def _main(arguments: list[str]) -> int:
    command = arguments[0] if arguments else "help"
    if command in HELP or (command == "run" and any(said in HELP for said in arguments)):
        print(USAGE)
        return 0
    if command == "run" and arguments[1:]:
        raise Trouble(
            f"« run » ne connaît pas « {arguments[1]} ». Un autre port : PORT=8080 bin/tisserand run"
        )
    if command == "environment":
        return _environment(arguments[1:])
    if command == "run":
        place.port()
    if command == "run" and not environment.is_running():
        # Said before the long steps, not after them.
        with claim.claimed(place.home()):
            claim.check_port()
    python = environment.ensure()
    if command == "run":
        pages.ensure()
    if not environment.is_running():
        sys.stdout.flush()
        os.execv(python, [str(python), sys.argv[0], *arguments])
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    # Only here do installed libraries exist.
    from config.running.commands import carry_out  # noqa: PLC0415

    return carry_out(arguments)


def _environment(options: list[str]) -> int:
    environment.ensure(dev="--dev" in options)
    if "--pages" in options:
        pages.ensure()
    if "--browser" in options:
        browser.ensure()
    return 0


def _leave(number: int, _frame: FrameType | None) -> None:
    """Turn SIGTERM into an exit that closes what is open."""
    raise SystemExit(128 + number)


def _tell(trouble: Trouble) -> int:
    if trouble.details:
        progress.say(trouble.details)
    progress.say(f"✗ {trouble}")
    return 1
