"""A Tisserand of its own, with its people, a visitor who writes in it, and someone who kills its processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg

from config.database import NAME
from config.embedded import SUPERUSER, Embedded
from config.running import claim
from tests.launch.place import BIN, Place

PATIENCE = 120
# Run by « manage shell » in the house: the cast, and a session for each of those who write.
PEOPLE = """
import json
from tests.cast import client_of, make_world
world = make_world()
def session(user):
    return client_of(user).session.session_key
print(json.dumps({
    "dossier": str(world.dossier.pk),
    "team": str(world.north.pk),
    "referent": session(world.cast.referent),
    "head": session(world.cast.head),
}))
"""


def wait_for(what: Callable[[], Any], *, why: str) -> Any:
    """The first true answer; fails, saying what was awaited, when none comes."""
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        if answer := what():
            return answer
        sleep(0.05)
    raise AssertionError(f"awaited in vain: {why}")


class House(Place):
    """Everything in it is durable: what is killed here is what would be in an office."""

    def command(self, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """One command of `bin/tisserand`."""
        return subprocess.run(
            [*BIN, *arguments],
            env=self.env(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            **more,
        )

    def people(self) -> dict[str, str]:
        """Make the cast; the ids and session keys one needs."""
        done = self.command("manage", "shell", "-v", "0", "-c", PEOPLE)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout.strip().splitlines()[-1]))

    def ask(self, question: str, *values: Any) -> Any:
        """The first cell of an answer of the database."""
        server = Embedded(self.home / "postgres", log=self.home / "logs" / "postgres.log")
        with psycopg.connect(host=str(server.socket_folder), user=SUPERUSER, dbname=NAME) as connection:
            return connection.execute(question, values).fetchone()[0]  # type: ignore[arg-type, index]

    def pid(self, program: str) -> int:
        """The process of `web`, of `worker`, or of `postgres`."""
        if program == "postgres":
            return int((self.home / "postgres" / "postmaster.pid").read_text().split()[0])
        return wait_for(lambda: next(self._running(program), None), why=f"{program} runs")

    def _running(self, program: str) -> Iterator[int]:
        for pid in claim._children_of(self.home):
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if f"config.running.{program}".encode() in words and os.getpgid(pid) == pid:
                    yield pid

    def kill(self, program: str, *, family: bool = True) -> int:
        """kill -9, with all its family unless said; returns the number it had."""
        pid = self.pid(program)
        (os.killpg if family else os.kill)(pid, signal.SIGKILL)
        return pid

    def came_back_after(self, fallen: int) -> bool:
        """Whether another database answers than the one that fell, whose last sessions may answer for a moment."""
        with suppress(OSError, IndexError, ValueError):
            return self.pid("postgres") != fallen and self.is_well()
        return False

    def is_well(self) -> bool:
        """Whether the database and the worker answer."""
        with suppress(OSError, ValueError):
            return self.health()["database"] == "ok"
        return False


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass
class Visitor:
    """Someone signed in, with a browser that does not follow links by itself."""

    house: House
    session: str
    csrf: str = field(default_factory=lambda: "a" * 32)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer | None:
        """The answer, or None when nobody answers."""
        sent = {
            "Cookie": f"sessionid={self.session}; csrftoken={self.csrf}",
            "X-CSRFToken": self.csrf,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        connection = HTTPConnection("127.0.0.1", self.house.port, timeout=20)
        try:
            connection.request(method, path, body, sent)
            got = connection.getresponse()
            return Answer(
                got.status,
                got.read().decode(errors="replace"),
                {k.lower(): v for k, v in got.headers.items()},
            )
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer | None:
        """Read a page."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer | None:
        """Send a form."""
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), **kind | headers)

    def send_file(self, path: str, name: str, content: bytes, fields: dict[str, str]) -> Answer | None:
        """Send a form with a file."""
        edge = uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n')
        body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self.ask("POST", path, body, Content_Type=f"multipart/form-data; boundary={edge}")


class Writer:
    """Writes one note after the other; each is sent again with its own key until it is acknowledged."""

    numbers = count(1)

    def __init__(self, visitor: Visitor, dossier: str) -> None:
        self.visitor = visitor
        self.path = f"/dossiers/{dossier}/fil/ecrire/"
        self.acknowledged: list[str] = []
        self.refusals: list[Answer | None] = []

    def write_until(self, enough: Callable[[], bool], *, why: str) -> None:
        """Write while `enough` is not; the last note is always acknowledged."""
        deadline = monotonic() + PATIENCE
        while not enough():
            assert monotonic() < deadline, f"awaited in vain: {why}"
            self.write()

    def write(self) -> None:
        """One note, acknowledged whatever it takes."""
        body = f"Note d’essai numéro {next(self.numbers)}, écrite pendant une panne."
        fields = {
            "body": body,
            "confirmed": "1",
            "kind": "call",
            "happened_on": date.today().isoformat(),
            "visibility": "team",
            "_once": str(uuid4()),
        }
        deadline = monotonic() + PATIENCE
        while (answer := self.visitor.post(self.path, fields)) is None or answer.status >= 500:
            self.refusals.append(answer)
            assert monotonic() < deadline, f"never acknowledged: {answer}"
            sleep(0.05)
        assert answer.status == 302, (answer.status, answer.text[:2000])
        self.acknowledged.append(body)


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[None]:
    """Do `work` in a thread meanwhile, and fail as it does."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
        yield
        done.result(timeout=PATIENCE * 2)
