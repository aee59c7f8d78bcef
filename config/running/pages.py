"""The front end: styles, scripts and icons built once by Vite, again only when their sources changed."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from config.running import place, progress

DIST = place.ROOT / "tisserand" / "ui" / "static" / "ui" / "dist"
BUILT = DIST / ".sources"
MODULES = place.ROOT / "node_modules"
OLDEST_NODE = (20, 19)
TITLE = "Styles et scripts"


def ensure() -> None:
    """Build the front end if its sources are not those of the last build."""
    digest = _digest(_sources())
    if BUILT.exists() and BUILT.read_text() == digest:
        return
    with progress.step(TITLE) as note:
        env = {"PATH": _path(), "npm_config_cache": str(place.CACHE / "npm")}
        _ensure_modules(env, note)
        progress.run(TITLE, ["npm", "run", "build"], note=note, env=env, cwd=place.ROOT)
        BUILT.write_text(digest)


def _ensure_modules(env: dict[str, str], note: progress.Note) -> None:
    digest = _digest([place.ROOT / "package-lock.json"])
    stamp = MODULES / ".lock-digest"
    if stamp.exists() and stamp.read_text() == digest:
        return
    progress.run(TITLE, ["npm", "ci", "--no-audit", "--no-fund"], note=note, env=env, cwd=place.ROOT)
    stamp.write_text(digest)


def node() -> str:
    """The Node that builds the pages."""
    return shutil.which("node", path=_path()) or "node"


def _path() -> str:
    """The search path with a Node that is new enough first: the system's, else the environment's own wheel."""
    path = os.environ.get("PATH", os.defpath)
    own = str(place.VENV / "bin")
    others = os.pathsep.join(folder for folder in path.split(os.pathsep) if folder != own)
    if shutil.which("npm", path=others) and _node_version(others) >= OLDEST_NODE:
        return others
    return os.pathsep.join([own, others])


def _node_version(path: str) -> tuple[int, int]:
    node = shutil.which("node", path=path)
    if node is None:
        return (0, 0)
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _sources() -> Iterable[Path]:
    """What the build reads; templates and Python too, for they name the icons in use."""
    root = place.ROOT
    yield from (root / name for name in ("package.json", "package-lock.json", "vite.config.js"))
    rooms = root / "tisserand"
    yield from sorted(rooms.glob("*/static_src/**/*"))
    yield from sorted(rooms.rglob("*.html"))
    yield from sorted(path for path in rooms.rglob("*.py") if "tests" not in path.parts)


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            digest.update(str(path.relative_to(place.ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
