"""The background worker: Procrastinate, which takes its tasks from the database and waits for it through outages."""

from __future__ import annotations

import asyncio
import signal
from time import sleep

import django
import structlog
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from config.env import env
from config.running.family import end_with_parent

log = structlog.get_logger(__name__)
# What a worker under way says every ten seconds; one that says nothing for longer is dead.
SILENCE = 30.0
# Between two tries of a database that is gone, or has no room for what a worker writes of itself.
RETRY = 3.0


def main() -> None:
    """Work until told to stop; a task under way gets a few seconds to end, or is done again later."""
    end_with_parent()
    django.setup()
    # A worker that fell at each try would be taken for a broken one, and stop all of Tisserand.
    while not _was_told_to_stop():
        log.warning("worker_waits_for_the_database")
        sleep(RETRY)


def _was_told_to_stop() -> bool:
    """Work; False when only an outage of the database ended it. No task of the former run is still at work then."""
    # Another way to the database than Django's own, one that can listen.
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        try:
            asyncio.run(_work())
        except asyncio.CancelledError:
            return True
        except ConnectorException:
            return False
    return False


async def _work() -> None:
    me = asyncio.current_task()
    assert me is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, me.cancel)
    # Of the embedded database we are the only worker: whichever wrote there before us is dead.
    silence = SILENCE if env("DATABASE_URL") else 0.0
    async with app.open_async():
        await app.job_manager.prune_stalled_workers(silence)
        # Imported once the rooms are known.
        from tisserand.accounts.stalled import take_up_stalled  # noqa: PLC0415

        await take_up_stalled(app.job_manager)
        await app.run_worker_async(
            shutdown_graceful_timeout=10.0, stalled_worker_timeout=SILENCE, install_signal_handlers=False
        )


if __name__ == "__main__":
    main()
