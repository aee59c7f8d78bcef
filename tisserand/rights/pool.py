"""The engine at work for whoever asks, in processes of its own: the rules are read there once, and never here.

What goes in and what comes out are plain values (see `docs/rights.md`), so that the one who asks imports nothing heavy.
For background tasks: a page that waited for it would hold its reader for seconds.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from itertools import islice
from threading import Lock, Thread
from typing import Any

from tisserand.rights.trouble import EngineUnavailable, unavailable

PROCESSES = 2
CHUNK = 10_000  # households of one simulation: about 1 GB in each process while it is computed
PATIENCE = 15 * 60  # seconds: one chunk takes far less, even on a busy machine

_lock = Lock()
_pool: ProcessPoolExecutor | None = None


def explain_household(told: dict[str, Any], month: str) -> dict[str, Any]:
    """The rights of one household in `month` (2026-11), explained; or its `problems`. Raises EngineUnavailable."""
    return _answer(_ask("explain_values", told, month))


def screen_households(told: Iterable[dict[str, Any]], month: str) -> Iterator[dict[str, Any]]:
    """For each household, in order, the rights that are open and not had (`gaps`), or its `problems`.

    Chunks are computed as the answers are read, never more than two ahead of the reader. Raises EngineUnavailable.
    """
    waiting = iter(told)
    asked: list[Future[Any]] = []
    while True:
        while len(asked) < PROCESSES and (some := list(islice(waiting, CHUNK))):
            asked.append(_ask("screen_values", some, month))
        if not asked:
            return
        yield from _answer(asked.pop(0))


def warm_pool() -> None:
    """Have every process read the rules, before anyone waits for them. Raises EngineUnavailable."""
    for asked in [_ask("warm_up") for _ in range(PROCESSES)]:
        _answer(asked)


def close_pool() -> None:
    """End the processes; the next question starts new ones."""
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool is not None:
        pool.shutdown(wait=False, cancel_futures=True)


def _ask(name: str, *values: Any) -> Future[Any]:
    try:
        return _running().submit(_call, name, values)
    except BrokenProcessPool:
        close_pool()  # fell since the last question: once more, with new processes
        return _running().submit(_call, name, values)


def _running() -> ProcessPoolExecutor:
    global _pool  # noqa: PLW0603
    with _lock:
        if _pool is None:
            _pool = ProcessPoolExecutor(
                PROCESSES,
                # A fork would copy the threads and connections of a worker; these begin afresh.
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_end_with_parent,
            )
        return _pool


def _answer(future: Future[Any]) -> Any:
    try:
        return future.result(timeout=PATIENCE)
    except EngineUnavailable:
        raise
    except BrokenProcessPool as error:
        close_pool()
        raise unavailable("il s’est arrêté pendant le calcul") from error
    except TimeoutError as error:
        close_pool()
        raise unavailable("il n’a pas répondu à temps") from error
    except Exception as error:
        raise unavailable(f"le calcul a échoué ({type(error).__name__})") from error


def _call(name: str, values: tuple[Any, ...]) -> Any:
    """In a process of the pool: the engine is named, not imported, so that it is loaded nowhere else."""
    engine = import_module("tisserand.rights.engine.door").open_engine()
    return getattr(engine, name)(*values)


def _end_with_parent() -> None:
    """A parent killed without a word leaves nobody behind; the kernel's own signal would come with its thread's end."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(0)

    Thread(target=watch, daemon=True).start()
