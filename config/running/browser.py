"""A Chromium for the browser journeys: the system's, Debian's package when root, else Playwright's own."""

import os
import shutil
from pathlib import Path

from config.running import environment, place, progress
from config.running.trouble import Trouble

# The one without a window first: for each page the other draws, unseen, an address bar, which costs more than the page.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome")
TITLE = "Navigateur des parcours"
PLAYWRIGHT = place.CACHE / "browsers"


def system_chromium() -> str | None:
    """Where the system's Chromium is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def ensure() -> None:
    """Install a browser if there is none."""
    if system_chromium() or any(PLAYWRIGHT.glob("chromium*")):
        return
    with progress.step(TITLE) as note:
        if os.geteuid() == 0 and Path("/etc/debian_version").exists():
            try:
                environment.apt_install([SHELL], note=note)
            except Trouble:  # not every Debian has it
                environment.apt_install(["chromium"], note=note)
        else:
            program: list[str | Path] = [environment.PYTHON, "-m", "playwright", "install", "chromium"]
            progress.run(TITLE, program, note=note, env={"PLAYWRIGHT_BROWSERS_PATH": str(PLAYWRIGHT)})
