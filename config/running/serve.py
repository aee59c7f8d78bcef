"""Everything up at once: database, web server, worker; and everything down in the opposite order."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from config.database import database_stands, raise_database, running_database
from config.env import HOME, env
from config.running import claim, place, progress
from config.running.family import end_with_parent
from config.running.trouble import Trouble
from config.running.watch import Database, Program

WELL_WITHIN = 120
STOPPED_WITHIN = 20
BIG_LOG = 10 * 2**20
NAMES = {"web": "Le serveur web", "worker": "Le travail en arrière-plan"}
Children = dict[str, "subprocess.Popen[bytes]"]


class Stop(BaseException):
    """Someone asked Tisserand to stop."""


def run() -> int:
    """Serve until Ctrl-C or SIGTERM."""
    _listen_to_signals()
    with claim.claimed(HOME) as claimed:
        try:
            with _database():
                try:
                    _serve()
                finally:
                    claimed.tell(stopping=True)
                    _hear_no_more()
        except Stop:
            pass
    progress.say("Tisserand est arrêté.")
    return 0


def _serve() -> None:
    claim.check_port()
    accounts = _prepare()
    with _children() as children:
        _wait_until_well(children)
        progress.say(f"\n  Tisserand est prêt : http://localhost:{place.port()}\n")
        if accounts:
            progress.say(f"  La page de connexion permet d’entrer d’un clic comme :\n\n{accounts}\n")
        progress.say("  Ctrl-C pour arrêter.")
        _watch_over(children)


def _watch_over(children: Children) -> None:
    """Until someone says stop. Without a database, programs that fall are only put back once it answers."""
    programs = [_program(name, children) for name in children]
    database = Database(
        stands=lambda: database_stands(suspect=not all(program.stands() for program in programs)),
        raise_again=raise_database,
    )
    while True:
        if database.look():
            for program in programs:
                program.look()
        sleep(0.5)


def _program(name: str, children: Children) -> Program:
    def stands() -> bool:
        return children[name].poll() is None

    def raise_again() -> None:
        _end_family(children[name])
        children[name] = _spawn(name)

    return Program(NAMES[name], stands=stands, raise_again=raise_again, log=_log(name))


@contextmanager
def _database() -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        with progress.step("Base de données"):
            stack.enter_context(running_database())
        yield


def _prepare() -> str:
    """Tables, files and demonstration, in a process that leaves its memory behind; returns what it has to say."""
    command = [sys.executable, "-m", "config.running.prepare"]
    with subprocess.Popen(
        command, env=_env(), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as program:
        try:
            said, _ = program.communicate()
        except BaseException:
            program.terminate()
            raise
    if program.returncode:
        raise Trouble("Tisserand n’a pas pu se préparer.")
    return said.rstrip()


@contextmanager
def _children() -> Iterator[Children]:
    children: Children = {}
    try:
        for name in NAMES:
            children[name] = _spawn(name)
        yield children
    finally:
        _hear_no_more()
        _end(children)


def _spawn(name: str) -> subprocess.Popen[bytes]:
    log = _log(name)
    log.parent.mkdir(mode=0o700, exist_ok=True)
    if log.exists() and log.stat().st_size > BIG_LOG:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", f"config.running.{name}"],
            env=_env() | {claim.MARK: str(HOME)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C is for the launcher alone, which ends its children in order.
            start_new_session=True,
        )


def _wait_until_well(children: Children) -> None:
    bind = env("TISSERAND_BIND")
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, f"[{bind}]" if ":" in bind else bind)
    with progress.step("Serveur web"):
        deadline = monotonic() + WELL_WITHIN
        while monotonic() < deadline:
            _check_alive(children)
            if _answers(f"http://{host}:{place.port()}/health/"):
                return
            sleep(0.1)
        raise Trouble(f"Le serveur web ne répond pas ; son journal : {_log('web')}.")


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5):
            return True
    except (URLError, OSError):
        return False


def _check_alive(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise Trouble(f"{NAMES[name]} s’est arrêté ; son journal : {_log(name)}.")


def _end(children: Children) -> None:
    for child in children.values():
        child.terminate()
    deadline = monotonic() + STOPPED_WITHIN
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - monotonic()))
        _end_family(child)


def _end_family(child: subprocess.Popen[bytes]) -> None:
    """Whatever of it is left: the processes of a web server that was killed still hold its port."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _env() -> dict[str, str]:
    """Children find the code wherever the command was typed."""
    return os.environ | {"PYTHONPATH": str(place.ROOT), "PYTHONUNBUFFERED": "1"}


def _log(name: str) -> Path:
    return HOME / "logs" / f"{name}.log"


def _listen_to_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if _started_by_make():
        end_with_parent()


def _stop(_number: int, _frame: FrameType | None) -> None:
    _hear_no_more()
    progress.say("\n  Arrêt en cours…")
    raise Stop


def _hear_no_more() -> None:
    """Once stopping, a second Ctrl-C must not leave half of the work behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _started_by_make() -> bool:
    """`make` killed without a word must not leave the servers behind; a shell that ends may."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{os.getppid()}/comm").read_text().strip() in ("make", "gmake")
    return False
