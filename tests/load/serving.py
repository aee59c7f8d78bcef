"""The servers of the bench: the product as `bin/tisserand run` serves it, and the floor beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from config.running import place

PATIENCE = 60


@contextmanager
def served(module: str, *, log: Path, address: str, **settings: str) -> Iterator[int]:
    """The port on which `module` serves for the duration, with these settings besides those of the bench."""
    port = free_port()
    with log.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", module],
            env=os.environ | {"PORT": str(port), "PYTHONPATH": str(place.ROOT)} | settings,
            stdout=output,
            stderr=output,
        )
    try:
        _wait(server, f"http://127.0.0.1:{port}{address}", log)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, TimeoutError) as error:
            if hasattr(error, "code"):  # it answers, if only to send to the sign-in page
                return
            sleep(0.2)
    raise RuntimeError(f"The server does not answer; its log: {log}")
