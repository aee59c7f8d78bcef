"""The web server: Granian, its logs in the same form as everyone's."""

from __future__ import annotations

import os

from granian import Granian
from granian.constants import Interfaces

from config.database import SERVES_PAGES
from config.env import env
from config.logging import LOGGING
from config.running.family import end_with_parent

MOST_PROCESSES = 4
THREADS = 4


def main(target: str = "config.wsgi:application") -> None:
    """Serve until told to stop."""
    end_with_parent()
    os.environ[SERVES_PAGES] = "yes"
    Granian(
        target,
        address=env("TISSERAND_BIND"),
        port=env("PORT"),
        interface=Interfaces.WSGI,
        workers=min(os.cpu_count() or 1, MOST_PROCESSES),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_dictconfig=LOGGING,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main()
