"""A crowd with French names as they are borne: a few very common, most of them rare; and the ways they are mistyped."""

from __future__ import annotations

import random
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

LISTS = tomllib.loads((Path(__file__).parent / "names.toml").read_text())
HEAD_SHARE, ELSEWHERE_SHARE = 0.3, 0.18  # the rest bears one of the rare names


@dataclass(frozen=True)
class Someone:
    """Who they are: nobody real."""

    first: str
    last: str
    birth_name: str
    gender: str
    year: int
    month: int
    day: int
    phone: str


class Crowd:
    """Draws people, always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.last = _by_rank(LISTS["last"].split(), flat=6)
        self.elsewhere = _by_rank([*LISTS["from_elsewhere"].split(), *LISTS["compound"]], flat=20)
        self.firsts = {who: _by_rank(LISTS[who].split(), flat=12) for who in ("women", "men")}
        self.roots, self.endings = LISTS["roots"].split(), LISTS["endings"].split()

    def people(self, count: int) -> Iterator[Someone]:
        """So many of them."""
        return (self.someone() for _ in range(count))

    def someone(self) -> Someone:
        """One of them; a married name one time in six, two names joined one time in thirty."""
        chance = self.chance
        who = "women" if chance.random() < 0.52 else "men"
        last = self.last_name()
        is_married = who == "women" and chance.random() < 0.33
        if chance.random() < 0.03:
            last = f"{last}-{self.last_name()}"
        return Someone(
            first=self._pick(self.firsts[who]),
            last=last,
            birth_name=self.last_name() if is_married else "",
            gender="female" if who == "women" else "male",
            year=chance.randint(1935, 2015),
            month=chance.randint(1, 12),
            day=chance.randint(1, 28),
            phone=f"+33{chance.choice('67')}{chance.randrange(10**8):08}",
        )

    def last_name(self) -> str:
        """A family name."""
        where = self.chance.random()
        if where < HEAD_SHARE:
            return self._pick(self.last)
        if where < HEAD_SHARE + ELSEWHERE_SHARE:
            return self._pick(self.elsewhere)
        return self.chance.choice(self.roots) + self.chance.choice(self.endings)

    def _pick(self, names: tuple[list[str], list[float]]) -> str:
        return self.chance.choices(names[0], cum_weights=names[1])[0]


def _by_rank(names: list[str], *, flat: int) -> tuple[list[str], list[float]]:
    """The names and their summed frequencies, which fall as one over the rank."""
    return names, list(accumulate(1 / (rank + flat) for rank in range(len(names))))


def mistyped(word: str, chance: random.Random) -> str:
    """`word` with one slip of the fingers: a letter missing, doubled, swapped with the next, or another instead."""
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + chance.choice(string.ascii_lowercase) + word[at + 1 :],
    )
    return chance.choice(slips)
