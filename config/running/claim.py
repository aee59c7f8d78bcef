"""One Tisserand per data folder and per port: the lock that says so, and the sweep of what a killed one left."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import IO

from config.running import place
from config.running.trouble import Trouble

# Children carry their data folder in this variable, so that a later start knows them from strangers.
MARK = "TISSERAND_CHILD_OF"
PATIENCE = 2
PATIENCE_WHILE_STOPPING = 30
ROOM_FOR_A_FIRST_START = 200
ROOM_FOR_A_START = 20


class Claim:
    """The data folder, held: others read here who holds it."""

    def __init__(self, lock: IO[str]) -> None:
        self.lock = lock

    def tell(self, *, stopping: bool = False) -> None:
        """Say in the lock file who runs, where, and whether it is on its way out."""
        self.lock.seek(0)
        self.lock.truncate()
        json.dump({"pid": os.getpid(), "port": place.port(), "stopping": stopping}, self.lock)
        self.lock.flush()


@contextmanager
def claimed(home: Path) -> Iterator[Claim]:
    """Hold the data folder alone; Trouble if another Tisserand does."""
    _make(home)
    with (home / "tisserand.lock").open("a+") as lock:
        _take(lock)
        claim = Claim(lock)
        claim.tell()
        _sweep(home)
        yield claim


def check_port() -> None:
    """Raise Trouble if something else listens where the web server would."""
    bind, port = place.bind(), place.port()
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
            probe.listen()
        except PermissionError:
            raise Trouble(
                f"Le port {port} est réservé à root : choisissez-en un autre, par exemple PORT=8000."
            ) from None
        except OSError as error:
            if error.errno == 98 or "in use" in str(error.strerror):
                free = port + 1 if port < 65535 else port - 1
                raise Trouble(
                    f"Le port {port} est déjà pris par un autre programme : "
                    f"choisissez-en un autre, par exemple « make run PORT={free} »."
                ) from None
            raise Trouble(f"Impossible d’écouter sur {bind}:{port} : {error.strerror}.") from None


def _make(home: Path) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(home, os.W_OK | os.X_OK):
        raise Trouble(
            f"Permission refusée : impossible d’écrire dans {home} ; choisissez un autre TISSERAND_HOME."
        )
    free = shutil.disk_usage(home).free // 2**20
    needed = ROOM_FOR_A_START if (home / "postgres").exists() else ROOM_FOR_A_FIRST_START
    if free < needed:
        raise Trouble(
            f"Le disque est plein : il reste {free} Mo dans {home}, il en faut au moins {needed} ; "
            "libérez de la place ou choisissez un autre TISSERAND_HOME."
        )


def _take(lock: IO[str]) -> None:
    started = monotonic()
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(lock)
            if monotonic() - started > (PATIENCE_WHILE_STOPPING if holder.get("stopping") else PATIENCE):
                raise Trouble(
                    f"Tisserand tourne déjà avec ce dossier (processus {holder.get('pid', '?')}, "
                    f"http://localhost:{holder.get('port', '?')}) : arrêtez-le, ou choisissez un autre TISSERAND_HOME."
                ) from None
            sleep(0.1)
        else:
            return


def _holder(lock: IO[str]) -> dict[str, object]:
    lock.seek(0)
    with contextlib.suppress(ValueError):
        return dict(json.load(lock))
    return {}


def _sweep(home: Path) -> None:
    """End the web server and worker of a launcher that was killed; without /proc they end by themselves."""
    orphans = [pid for pid in _children_of(home) if pid != os.getpid()]
    for pid in orphans:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    deadline = monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in orphans) and monotonic() < deadline:
        sleep(0.05)


def _children_of(home: Path) -> Iterator[int]:
    mark = f"{MARK}={home}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)
