"""The Python environment: a virtual one beside the code, holding exactly what the hashed lock names."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.running import place, progress
from config.running.trouble import Trouble

PYTHON = place.VENV / "bin" / "python"
INSTALLED = place.VENV / "installed.json"
INSTALLING = place.VENV / "installing"
TITLE = "Bibliothèques Python"


def ensure(*, dev: bool = False) -> Path:
    """Make the environment match the lock, if it does not already; return its Python."""
    if _matches(dev):
        return PYTHON
    with _one_at_a_time():
        if not _matches(dev):
            _install(dev)
    return PYTHON


def is_running() -> bool:
    """Say whether this very process already runs in the environment."""
    return place.VENV.exists() and Path(sys.prefix).exists() and place.VENV.samefile(sys.prefix)


def lock_file(dev: bool) -> Path:
    """The lock that names what to install."""
    return place.ROOT / "requirements" / ("dev.txt" if dev else "base.txt")


def _matches(dev: bool) -> bool:
    if not PYTHON.exists() or not INSTALLED.exists():
        return False
    return bool(json.loads(INSTALLED.read_text()).get(lock_file(dev).name) == _digest(lock_file(dev)))


def _install(dev: bool) -> None:
    with progress.step(TITLE) as note:
        _ensure_venv(note)
        INSTALLING.touch()
        pip: list[str | Path] = [
            PYTHON,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--no-input",
            "install",
            "--progress-bar",
            "off",
        ]
        # The lock is whole, and drops what openfisca asks for beyond computing (requirements/overrides.txt).
        progress.run(TITLE, [*pip, "--no-deps", "--require-hashes", "-r", lock_file(dev)], note=note)
        # The development lock holds the other one whole.
        held = ["dev.txt", "base.txt"] if dev else ["base.txt"]
        INSTALLED.write_text(json.dumps({name: _digest(place.ROOT / "requirements" / name) for name in held}))
        INSTALLING.unlink()


def _ensure_venv(note: progress.Note) -> None:
    """A venv whose Python starts; one left half-made by an interruption is made again."""
    if PYTHON.exists() and not INSTALLING.exists() and _starts():
        return
    if not _has_ensurepip():
        _install_venv_module(note)
    progress.run(TITLE, [sys.executable, "-m", "venv", "--clear", place.VENV], note=note)


def _starts() -> bool:
    return subprocess.run([PYTHON, "-c", "import pip"], check=False, capture_output=True).returncode == 0


def _has_ensurepip() -> bool:
    """Debian ships Python without `ensurepip`; asked in a process of its own, for it may just have been installed."""
    asked = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def _install_venv_module(note: progress.Note) -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt_install(["python3-venv"], note=note)
    if not _has_ensurepip():
        raise Trouble(
            "Le module venv de Python manque : installez-le (sur Debian : apt install python3-venv), puis relancez."
        )


def apt_install(packages: list[str], *, note: progress.Note) -> None:
    """Install Debian packages; the caller is root."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    title = "Paquets Debian"
    progress.run(title, ["apt-get", "update", "-q"], note=note, env=quiet)
    progress.run(
        title, ["apt-get", "install", "-qy", "--no-install-recommends", *packages], note=note, env=quiet
    )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    place.CACHE.mkdir(exist_ok=True)
    with (place.CACHE / "environment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
