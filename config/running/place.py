"""Where Tisserand stands: its code, its data, its port; readable before anything is installed."""

import os
from pathlib import Path

from config.running.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
DEFAULT_HOME = ROOT / ".tisserand"
DEFAULT_PORT = 8000
DEFAULT_BIND = "127.0.0.1"


def home() -> Path:
    """The data folder: `TISSERAND_HOME`, or `.tisserand` beside the code."""
    return Path(os.environ.get("TISSERAND_HOME") or DEFAULT_HOME).expanduser().resolve()


def bind() -> str:
    """The address the web server listens on."""
    return os.environ.get("TISSERAND_BIND") or DEFAULT_BIND


def port() -> int:
    """The port of the web server."""
    said = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not said.isdecimal() or not 0 < int(said) < 65536:
        raise Trouble(f"PORT doit être un nombre entre 1 et 65535, pas « {said} ».")
    return int(said)
