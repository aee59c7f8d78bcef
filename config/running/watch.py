"""What runs is watched: what falls is put back on its feet, and what falls again and again stops everything."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from config.running import progress
from config.running.trouble import Trouble, of_system

# So many falls of one program in so many seconds are no accident: whoever runs Tisserand must read its log.
MOST_FALLS = 5
WITHIN = 60.0
# Between two tries of a database that cannot start: on a full disk it waits for room, however long that takes.
RETRY = 3.0


class Program:
    """A child of ours, put back at once when it falls; Trouble when it keeps falling."""

    def __init__(
        self, name: str, *, stands: Callable[[], bool], raise_again: Callable[[], None], log: Path
    ) -> None:
        self.name = name
        self.stands = stands
        self.raise_again = raise_again
        self.log = log
        self._falls: deque[float] = deque(maxlen=MOST_FALLS)

    def look(self) -> None:
        """Put it back if it fell."""
        if self.stands():
            return
        self._falls.append(monotonic())
        if len(self._falls) == MOST_FALLS and self._falls[-1] - self._falls[0] < WITHIN:
            raise Trouble(f"{self.name} s’arrête sans cesse ; son journal : {self.log}.")
        progress.say(f"  {self.name} s’est arrêté : Tisserand le relance.")
        self.raise_again()


class Database:
    """The database, tried until it stands: without it nothing can be done, and pages say so meanwhile."""

    def __init__(self, *, stands: Callable[[], bool], raise_again: Callable[[], None]) -> None:
        self.stands = stands
        self.raise_again = raise_again
        self._next_try = 0.0
        self._is_down = False

    def look(self) -> bool:
        """Whether it answers; when it does not, one try to start it, not too often."""
        if not self._is_down and self.stands():
            return True
        if monotonic() < self._next_try:
            return False
        if not self._is_down:
            progress.say("  La base de données ne répond plus : Tisserand la relance.")
            self._is_down = True
        try:
            self.raise_again()
        except (Trouble, OSError) as error:
            why = error if isinstance(error, Trouble) else of_system(error)
            progress.say(f"  La base de données ne repart pas encore. {why}")
            self._next_try = monotonic() + RETRY
            return False
        progress.say("  La base de données répond à nouveau.")
        self._is_down = False
        return True
