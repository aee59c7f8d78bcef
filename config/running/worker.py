"""The background worker: Procrastinate, which takes its tasks from the database."""

from __future__ import annotations

import asyncio

import django
from procrastinate.contrib.django import app

from config.env import env
from config.running.family import end_with_parent

# What a worker under way says every ten seconds; one that says nothing for longer is dead.
SILENCE = 30.0


def main() -> None:
    """Work until told to stop; a task under way gets a few seconds to end, or is done again later."""
    end_with_parent()
    django.setup()
    # Another way to the database than Django's own, one that can listen.
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        asyncio.run(_work())


async def _work() -> None:
    # Of the embedded database we are the only worker: whichever wrote there before us is dead.
    silence = SILENCE if env("DATABASE_URL") else 0.0
    async with app.open_async():
        await app.job_manager.prune_stalled_workers(silence)
        # Imported once the rooms are known.
        from tisserand.accounts.stalled import take_up_stalled  # noqa: PLC0415

        await take_up_stalled(app.job_manager)
        await app.run_worker_async(shutdown_graceful_timeout=10.0, stalled_worker_timeout=SILENCE)


if __name__ == "__main__":
    main()
