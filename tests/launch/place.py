"""One data folder and one port, in which Tisserand is started for real."""

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from urllib.request import Request, urlopen

from config.env import ROOT
from config.running import claim

READY_WITHIN = 240
BIN = [sys.executable, str(ROOT / "bin" / "tisserand")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Place:
    """One data folder and one port, in which Tisserand may be started."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.said = home.parent / "said.txt"

    def env(self, **more: str) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return (
            ours
            | {
                "TISSERAND_HOME": str(self.home),
                "PORT": str(self.port),
                "TISSERAND_DEMO": "False",
                "TISSERAND_STATIC_STORAGE": "whitenoise.storage.CompressedManifestStaticFilesStorage",
            }
            | more
        )

    def refused(self, **more: str) -> str:
        """Start, expect a refusal, and give its last line."""
        done = subprocess.run(
            [*BIN, "run"], env=self.env(**more), capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 1, done.stderr
        return done.stderr.strip().splitlines()[-1]

    @contextlib.contextmanager
    def started(self) -> Iterator["subprocess.Popen[bytes]"]:
        with (
            self.said.open("wb") as said,
            subprocess.Popen([*BIN, "run"], env=self.env(), stderr=said) as program,
        ):
            try:  # a start that takes too long is stopped too: nobody else would do it
                self._wait_until_ready(program)
                yield program
            finally:
                program.terminate()
                program.wait(30)

    def _wait_until_ready(self, program: "subprocess.Popen[bytes]") -> None:
        deadline = monotonic() + READY_WITHIN
        while "prêt" not in self.said.read_text():
            assert program.poll() is None, self.said.read_text()
            assert monotonic() < deadline, self.said.read_text()
            sleep(0.05)

    def health(self) -> dict[str, object]:
        with urlopen(f"http://127.0.0.1:{self.port}/health/") as answer:
            return dict(json.load(answer))

    def headers_of_a_script(self) -> dict[str, str]:
        """What the server says of a script, to a browser that reads Brotli."""
        manifest = json.loads((self.home / "static" / "staticfiles.json").read_text())["paths"]
        script = next(hashed for name, hashed in manifest.items() if name.endswith(".js"))
        address = f"http://127.0.0.1:{self.port}/static/{script}"
        with urlopen(Request(address, headers={"Accept-Encoding": "br"})) as answer:
            return {name.lower(): value for name, value in answer.headers.items()}

    def left_running(self) -> list[int]:
        """Processes that still belong to this folder."""
        left = [*claim._children_of(self.home)]
        with contextlib.suppress(FileNotFoundError):
            left.append(int((self.home / "postgres" / "postmaster.pid").read_text().split()[0]))
        return left
