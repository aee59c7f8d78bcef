"""When something happened, or will, from the way one writes it: « hier », « lundi », « le 12 », « jeudi 14 h ».

A note tells of the past: a date that could be either is read as past, unless the words before it look ahead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from tisserand.common.folding import fold
from tisserand.people.names import MONTHS
from tisserand.support.guess.text import composed, plain, sentence_at

WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_MONTHS = [fold(month) for month in MONTHS]
_SHORT = {"janv": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_COUNTS = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze".split()

_DAY = r"(?P<day>1er|\d{1,2})"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)}|(?:{'|'.join(_SHORT)})\b\.?)"
_COUNT = rf"(?P<count>\d{{1,3}}|une?|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>jour|semaine|mois|an)(?:nee)?s?"
_NOT_A_DAY = r"(?!\d|\s\d|\s*(?:h\b|heures?\b|[/.-]\d|%|€|euros?\b|ans?\b|mois\b|min\b))"


@dataclass(frozen=True)
class Moment:
    """A date read in a text. `ahead`: it has not come yet. `words` and `start` say where it was read."""

    day: date
    at: time | None
    ahead: bool
    words: str
    start: int


@dataclass(frozen=True)
class _Reading:
    """The dates an expression may mean; one of them is missing when the words leave no doubt."""

    past: date | None = None
    future: date | None = None


# Each way of writing a date, and what it may mean.


def _ago(days: int) -> Callable[[re.Match[str], date], _Reading]:
    return lambda match, today: _around(today - timedelta(days=days), today)


def _around(day: date, today: date) -> _Reading:
    return _Reading(past=day) if day <= today else _Reading(future=day)


def _distance(match: re.Match[str]) -> timedelta:
    words = match["count"]
    count = int(words) if words.isdigit() else 1 if words == "une" else _COUNTS.index(words) + 1
    return timedelta(days=count * {"jour": 1, "semaine": 7, "mois": 30, "an": 365}[match["unit"]])


def _weekday(match: re.Match[str], today: date) -> _Reading:
    wanted, which = WEEKDAYS.index(match["weekday"]), match["which"] or ""
    back = timedelta(days=(today.weekday() - wanted) % 7)
    ahead = timedelta(days=(wanted - today.weekday()) % 7 or 7)
    monday = today - timedelta(days=today.weekday())
    if "semaine" in which:
        week = timedelta(days=-7 if "derniere" in which else 7)
        return _around(monday + week + timedelta(days=wanted), today)
    if which in ("dernier", "passe"):
        return _Reading(past=today - (back or timedelta(days=7)))
    if which:
        return _Reading(future=today + ahead)
    return _Reading(past=today - back, future=today + ahead)


def _month_number(words: str) -> int:
    words = words.rstrip(".")
    return _MONTHS.index(words) + 1 if words in _MONTHS else _SHORT[words]


def _calendar(match: re.Match[str], today: date) -> _Reading:
    """A day and a month, with or without the year: the nearest such day, or the one that the year fixes."""
    found = match.groupdict()
    day = 1 if found["day"] == "1er" else int(found["day"])
    month = int(found["month"]) if found["month"].isdigit() else _month_number(found["month"])
    if found.get("year"):
        year = int(found["year"])
        exact = _day(year + 2000 if year < 100 else year, month, day)
        return _around(exact, today) if exact else _Reading()
    years = [_day(today.year + offset, month, day) for offset in (-4, -3, -2, -1, 0, 1, 2, 3, 4)]
    past = max((d for d in years if d and d <= today), default=None)
    future = min((d for d in years if d and d > today), default=None)
    if past and future and (today - past) > (future - today):
        return _Reading(future=future)
    return _Reading(past=past, future=future)


def _day_of_month(match: re.Match[str], today: date) -> _Reading:
    day = 1 if match["day"] == "1er" else int(match["day"])
    months = [_shift(today, offset) for offset in range(-3, 4)]
    days = [_day(year, month, day) for year, month in months]
    past = max((d for d in days if d and d <= today), default=None)
    return _Reading(past=past, future=min((d for d in days if d and d > today), default=None))


def _shift(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekend(match: re.Match[str], today: date) -> _Reading:
    return _Reading(past=today - timedelta(days=(today.weekday() - 5) % 7))


_WAYS: list[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Reading]]] = [
    (re.compile(pattern), read)
    for pattern, read in [
        (r"\b(?:aujourd'hui|ce (?:jour|matin|midi|soir)|cet(?:te)? apres[- ]midi|cette nuit"
         r"|tout a l'heure|a l'instant)\b", _ago(0)),
        (r"\bavant[- ]hier\b", _ago(2)),
        (r"\bhier\b", _ago(1)),
        (r"\bapres[- ]demain\b", _ago(-2)),
        (r"\bdemain\b", _ago(-1)),
        (r"\bil y a (?:\d+|une|deux|trois) (?:heures?|minutes?|min)\b", _ago(0)),
        (rf"\bil y a {_COUNT} {_UNIT}\b(?! (?:de |d'))", lambda m, today: _around(today - _distance(m), today)),
        (rf"\b(?:dans|sous|d'ici)(?: les)? {_COUNT} {_UNIT}\b",
         lambda m, today: _around(today + _distance(m), today)),
        (r"\bsemaine (?:derniere|passee)\b", _ago(7)),
        (r"\bsemaine prochaine\b", lambda m, today: _Reading(future=today + timedelta(7 - today.weekday()))),
        (r"\b(?:ce|le) week-?end(?: dernier| passe)?\b(?! prochain)", _weekend),
        (rf"\b(?:(?:{'|'.join(WEEKDAYS)}) )?{_DAY} {_MONTH}(?: (?P<year>(?:19|20)\d\d)\b)?", _calendar),
        (r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d|\d\d)\b", _calendar),
        (r"\b(?P<day>\d{1,2})[.-](?P<month>\d{1,2})[.-](?P<year>(?:19|20)\d\d)\b", _calendar),
        (r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b", _calendar),
        (r"(?:(?<=\ble )|(?<=\bdu )|(?<=\bau ))(?P<day>\d{1,2})/(?P<month>\d{1,2})\b", _calendar),
        (r"\b(?P<day>\d{1,2})/(?P<month>0[1-9]|1[012])\b(?!/)", _calendar),
        (rf"\b(?:{'|'.join(WEEKDAYS)}) {_DAY}\b{_NOT_A_DAY}", _day_of_month),
        (r"\b(?P<weekday>" + "|".join(WEEKDAYS) + r")\b(?: (?P<which>dernier|passe|prochain|en huit"
         r"|de la semaine (?:derniere|passee|prochaine)))?", _weekday),
        (rf"(?:(?<=\ble )|(?<=\bdu )|(?<=\bau )){_DAY}\b{_NOT_A_DAY}", _day_of_month),
    ]
]  # fmt: skip

_HOUR = r"(?P<hour>[01]?\d|2[0-3]) ?(?:h|heures?\b)(?: ?(?P<minute>[0-5]\d)\b)?|(?P<noon>midi)"
_HOUR_AFTER = re.compile(rf"\s*,?\s*(?:matin|apres-midi|soir)?\s*(?:a |vers |des )?(?:{_HOUR})")
_HOUR_ALONE = re.compile(rf"\b(?:a|vers) (?:{_HOUR})")

# What stands just before a date and says what it is.
_NOT_A_MOMENT = re.compile(r"\b(?:depuis|tous les|toutes les|chaque|nee? le|nee?s? en|dates? du)(?: le)? ?$")
_OF_A_PAPER = re.compile(r"\bdu ?$")
_OF_A_MEETING = re.compile(
    r"\b(?:entretien|visite|appel|rendez-vous|rdv|reunion|atelier|bilan|passage) du ?$"
)
_LOOKS_AHEAD = re.compile(
    r"(?:\b(?:pour|avant|jusqu'a|d'ici|des|au|a partir de|a partir du)(?: le| au)?|\bjusqu'au|\bd'ici le) ?$"
)
# What stands earlier in the sentence; the nearest word decides.
_AHEAD = re.compile(
    r"\b(?:rendez-vous|rdv|convoquee?s?|convocation|prevue?s?|prevoit|fixee?|reportee?|decalee?|audience|va|vais"
    r"|vont|doit|doivent|faut|expire|echeance|termine|finit|revoit|revoyons|prochaine?|commence|debute|rappelle"
    r"|\w{2,}(?:erai|era|erons|eront|irai|ira|irons|iront|drai|dra|drons|dront|vrai|vra|vrons|vront)|sera|aura)\b"
)
_BEHIND = re.compile(
    r"\b(?:vue?s?|recue?s?|rencontree?s?|appelee?s?|telephone|passee?s?|venue?s?|allee?s?|visite|entretien|appel|rendue?"
    r"|deposee?s?|envoyee?s?|accompagnee?s?|ecrit|signee?|eu|ete|etait|avait|mail|courriel|sms|atelier)\b"
)
_TOLD_AS_PAST = re.compile(r"\b(?:a|ai|ont|avons|est|sont|etait|avait|s'est)\b")


def moments(text: str, *, today: date) -> list[Moment]:
    """Every date of a text, in order."""
    return _Reader(text, today).moments()


def happened(text: str, *, today: date) -> Moment | None:
    """The first date of a text that is behind; or today, at the hour that is told alone."""
    found = moments(text, today=today)
    behind = next((moment for moment in found if not moment.ahead), None)
    return behind if behind or found else _hour_of_today(composed(text), today)


def ahead(text: str, *, today: date) -> Moment | None:
    """The first date of a text that has not come yet."""
    return next((moment for moment in moments(text, today=today) if moment.ahead), None)


def _hour_of_today(text: str, today: date) -> Moment | None:
    words = plain(text)
    hour = _HOUR_ALONE.search(words)
    if not hour or _AHEAD.search(words[: hour.start()]):
        return None
    return Moment(today, _time(hour), False, text[hour.start() : hour.end()], hour.start())


class _Reader:
    """One text being read, with its plain twin."""

    def __init__(self, text: str, today: date) -> None:
        self.text = composed(text)
        self.words = plain(self.text)
        self.today = today

    def moments(self) -> list[Moment]:
        found = (self.settle(start, end, reading) for start, end, reading in self.expressions())
        return [moment for moment in found if moment]

    def expressions(self) -> Iterator[tuple[int, int, _Reading]]:
        """Where a date is written and what it may mean; of two that overlap, the one that starts first."""
        found = [
            (match.start(), -match.end(), rank, read(match, self.today))
            for rank, (pattern, read) in enumerate(_WAYS)
            for match in pattern.finditer(self.words)
        ]
        reached = 0
        for start, end, _, reading in sorted(found, key=lambda way: way[:3]):
            if start >= reached:
                reached = -end
                yield start, -end, reading

    def settle(self, start: int, end: int, reading: _Reading) -> Moment | None:
        """The moment that an expression means in its sentence, or None if it is none."""
        hour = _HOUR_AFTER.match(self.words, end)
        is_ahead = self.is_ahead(start, reading, has_hour=bool(hour))
        day = reading.future if is_ahead else reading.past
        if is_ahead is None or day is None:
            return None
        words = self.text[start : hour.end() if hour else end]
        return Moment(day, _time(hour) if hour else None, is_ahead, words, start)

    def is_ahead(self, start: int, reading: _Reading, *, has_hour: bool) -> bool | None:
        """Whether the date looks ahead; None if it is no moment at all (« depuis lundi », « le courrier du 3 »)."""
        begin, _ = sentence_at(self.text, start)
        before = self.words[begin:start]
        if _NOT_A_MOMENT.search(before):
            return None
        if _OF_A_PAPER.search(before) and not _OF_A_MEETING.search(before):
            return None
        if reading.past is None or reading.future is None:
            return reading.past is None
        return bool(_LOOKS_AHEAD.search(before)) or self.nearest_cue_is_ahead(begin, start, has_hour=has_hour)

    def nearest_cue_is_ahead(self, begin: int, start: int, *, has_hour: bool) -> bool:
        """What the nearest word before says; with none, an hour means an appointment (« d’accord, jeudi 14 h »)."""
        # A capital letter is a name (« Sandra »), not a verb of the future; but any word may open the text.
        cues = (match.start() for match in _AHEAD.finditer(self.words, begin, start))
        forward = max((cue for cue in cues if cue == begin or self.text[cue].islower()), default=-1)
        behind = max((match.start() for match in _BEHIND.finditer(self.words, begin, start)), default=-1)
        if forward == behind == -1:
            return has_hour and start > begin
        if forward == begin and self.words.startswith(("rendez-vous", "rdv"), begin) and forward > behind:
            return has_hour and not _TOLD_AS_PAST.search(self.words, start)
        return forward > behind


def _time(match: re.Match[str]) -> time:
    return time(12) if match["noon"] else time(int(match["hour"]), int(match["minute"] or 0))
