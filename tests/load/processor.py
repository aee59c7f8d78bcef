"""What something costs the processor, ours and the database's, whatever else the machine does meanwhile.

The process that answers for this connection is looked at from outside (`/proc`, Linux); elsewhere it counts for
nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from django.db import connection

A_TICK = 1 / os.sysconf("SC_CLK_TCK")
TOUCHED = """
    SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot();
    SELECT coalesce(sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read
        + coalesce(toast_blks_hit, 0) + coalesce(toast_blks_read, 0)), 0) FROM pg_statio_user_tables
"""


@dataclass
class Cost:
    """Seconds of processor, of this process and of the database's; pages of tables and indexes that it looked at."""

    ours: float = 0
    theirs: float = 0
    pages: int = 0

    @property
    def total(self) -> float:
        """Both together."""
        return self.ours + self.theirs


@contextmanager
def counted_cost() -> Iterator[Cost]:
    """What is done inside; told once out of it."""
    cost = Cost()
    pages, server = _pages(), _server()
    ours, theirs = process_time(), _seconds_of(server)
    yield cost
    cost.ours, cost.theirs = process_time() - ours, _seconds_of(server) - theirs
    cost.pages = _pages() - pages


def _server() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _pages() -> int:
    first, second = TOUCHED.split(";")
    with connection.cursor() as cursor:
        cursor.execute(first)
        cursor.execute(second)
        return int(cursor.fetchone()[0])


def _seconds_of(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return 0.0
    fields = told.rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * A_TICK
