"""How well duplicates are found: people recorded twice, of whom we know it, among families made to deceive.

Nobody here is real, and it is always the same crowd. One person in ten is recorded a second time, as it happens: a
slip in a name, a name by ear, names in each other's place, a birth date missing, known in part or mistyped, a married
name, a phone that changed. Around them: twins, brothers and sisters of one phone, fathers and sons of one name,
strangers of the same name.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from tests.load.crowd import Crowd, Someone
from tisserand.people.linkage import LIKELY, Record, likenesses

DOUBLED, FAMILIES = 0.1, 0.06
COMMUNES = [f"57{number:03}" for number in range(40)]
Pair = tuple[str, str]


@dataclass
class Truth:
    """The records, which pairs of them are one person and how the second differs, and the traps."""

    records: list[Record] = field(default_factory=list)
    doubles: dict[Pair, str] = field(default_factory=dict)
    traps: dict[Pair, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """What was found of what there was to find."""

    people: int
    seconds: float
    found: int
    right: int
    to_find: int
    missed: Counter[str]
    fooled: Counter[str]

    @property
    def precision(self) -> float:
        """Of the pairs shown, how many are one person."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Of the people recorded twice, how many are shown."""
        return self.right / self.to_find if self.to_find else 0.0

    @property
    def f1(self) -> float:
        """Both at once."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Forger:
    """Records people, some of them twice."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.crowd = Crowd(seed)
        self.truth = Truth()
        self.ways: dict[str, Callable[[Record], Record]] = {
            "une faute dans le nom": self._slip_in_last,
            "une faute dans le prénom": self._slip_in_first,
            "écrit à l’oreille": self._by_ear,
            "nom et prénom inversés": self._inverted,
            "naissance inconnue": lambda one: replace(one, birth=(None, None, None)),
            "année seulement": lambda one: replace(one, birth=(one.birth[0], None, None)),
            "une faute dans la date": self._slip_in_birth,
            "nom d’usage": self._married,
            "deux fautes": lambda one: self._slip_in_birth(self._slip_in_last(one)),
        }

    def forge(self, people: int) -> Truth:
        """So many people, and what deceives."""
        for someone in self.crowd.people(people):
            record = self._record(someone)
            luck = self.chance.random()
            if luck < DOUBLED:
                self._record_again(record)
            elif luck < DOUBLED + FAMILIES:
                self._add_family(record)
        self.chance.shuffle(self.truth.records)
        return self.truth

    def _record(self, someone: Someone) -> Record:
        return self._add(
            Record(
                id="",
                firsts=[someone.first],
                lasts=[someone.last, someone.birth_name],
                birth=(someone.year, someone.month, someone.day),
                gender=someone.gender,
                commune=self.chance.choice(COMMUNES),
                phones=[someone.phone] if self.chance.random() < 0.8 else [],
            )
        )

    def _add(self, record: Record) -> Record:
        numbered = replace(record, id=f"{len(self.truth.records):08}")
        self.truth.records.append(numbered)
        return numbered

    def _record_again(self, record: Record) -> None:
        way = self.chance.choice(list(self.ways))
        again = self.ways[way](record)
        if self.chance.random() < 0.5:  # a new number, or none
            again = replace(again, phones=[self.crowd.someone().phone] if self.chance.random() < 0.5 else [])
        if self.chance.random() < 0.25:
            again = replace(again, commune=self.chance.choice(COMMUNES))
        self.truth.doubles[_pair(record, self._add(again))] = way

    def _add_family(self, record: Record) -> None:
        other = self.crowd.someone()
        year = record.birth[0]
        assert year is not None
        ways = {
            "jumeaux": replace(record, firsts=[other.first], gender=other.gender),
            "frères et sœurs": replace(
                record, firsts=[other.first], gender=other.gender, birth=(year - 3, other.month, other.day)
            ),
            "même nom, une génération plus tôt": replace(record, birth=(year - 27, other.month, other.day)),
            "homonyme": replace(
                record,
                birth=(other.year, other.month, other.day),
                phones=[other.phone],
                commune=self.chance.choice(COMMUNES),
            ),
        }
        way = self.chance.choice(list(ways))
        if ways[way].firsts != record.firsts or way in {"même nom, une génération plus tôt", "homonyme"}:
            self.truth.traps[_pair(record, self._add(ways[way]))] = way

    # --- the slips

    def _slip(self, name: str) -> str:
        place = self.chance.randrange(1, max(2, len(name) - 1))
        kind = self.chance.choice(["swap", "drop", "double", "other"])
        if kind == "swap" and place + 1 < len(name):
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        if kind == "drop" and len(name) > 3:
            return name[:place] + name[place + 1 :]
        if kind == "double":
            return name[:place] + name[place - 1] + name[place:]
        return name[:place] + self.chance.choice("aeiourstln") + name[place + 1 :]

    def _slip_in_last(self, one: Record) -> Record:
        return replace(one, lasts=[self._slip(one.lasts[0]), *one.lasts[1:]])

    def _slip_in_first(self, one: Record) -> Record:
        return replace(one, firsts=[self._slip(one.firsts[0])])

    def _by_ear(self, one: Record) -> Record:
        heard = one.lasts[0].replace("ph", "f").replace("ault", "aud").replace("eau", "aux").replace("y", "i")
        return replace(one, lasts=[heard.replace("ss", "c").replace("tt", "t")])

    @staticmethod
    def _inverted(one: Record) -> Record:
        return replace(one, firsts=[one.lasts[0]], lasts=[one.firsts[0]])

    def _slip_in_birth(self, one: Record) -> Record:
        year, month, day = one.birth
        assert year is not None
        assert month is not None
        assert day is not None
        wrong = {
            "year": (year + self.chance.choice([-10, -1, 1, 10]), month, day),
            "month": (year, month % 12 + 1, day),
            "day": (year, month, day % 28 + 1),
            "turned": (year, day, month) if day <= 12 else (year, month, day % 28 + 1),
        }
        return replace(one, birth=wrong[self.chance.choice(list(wrong))])

    def _married(self, one: Record) -> Record:
        """Then recorded under the name of birth alone; or, when there was none, under another's name with it."""
        if one.lasts[1]:
            return replace(one, lasts=[one.lasts[1]])
        return replace(one, lasts=[self.crowd.last_name(), one.lasts[0]])


def _pair(one: Record, other: Record) -> Pair:
    first, second = sorted([one.id, other.id])
    return first, second


def measure(people: int, *, seed: int = 2026, least: float = LIKELY) -> Score:
    """Forge, look, compare with what is true."""
    truth = Forger(seed).forge(people)
    started = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        chunks = likenesses(truth.records, scratch=Path(folder), least=least)
        found = {(one.first, one.second) for chunk in chunks for one in chunk}
    return Score(
        people=len(truth.records),
        seconds=perf_counter() - started,
        found=len(found),
        right=len(found & truth.doubles.keys()),
        to_find=len(truth.doubles),
        missed=Counter(way for pair, way in truth.doubles.items() if pair not in found),
        fooled=Counter(truth.traps.get(pair, "hasard") for pair in found - truth.doubles.keys()),
    )


def as_table(scores: list[Score]) -> str:
    """For people to read."""
    lines = [
        "| Personnes | À trouver | Montrées | Justes | Précision | Rappel | F1 | Secondes |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for score in scores:
        shares = (
            f"{100 * share:.1f} %".replace(".", ",") for share in (score.precision, score.recall, score.f1)
        )
        lines.append(
            f"| {score.people} | {score.to_find} | {score.found} | {score.right} | {' | '.join(shares)} |"
            f" {score.seconds:.1f} |".replace(".", ",")
        )
    last = scores[-1]
    lines += ["", f"Manquées : {_told(last.missed)}.", f"Montrées à tort : {_told(last.fooled)}."]
    return "\n".join(lines) + "\n"


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{what} {count}" for what, count in counts.most_common()) or "aucune"
