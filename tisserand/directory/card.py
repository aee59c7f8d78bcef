"""What the person takes away: a card in large letters, and a text that a plain telephone receives whole."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from tisserand.directory.opening import DayHours, week_words
from tisserand.directory.service_words import ServiceWords

ONE_SMS, TWO_SMS = 160, 306
# What an SMS writes in one sign (GSM 03.38); with any other, only 70 signs fit.
PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØøÅåÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ÄÖÑÜ§¿äöñüà"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)
_QUOTES = {"« ": '"', " »": '"', "«\u00a0": '"', "\u00a0»": '"'}
_WRITTEN = str.maketrans(
    {"’": "'", "‘": "'", "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE", "€": "EUR"}
)
COMING = {
    "se-presenter": "Venez directement.",
    "telephoner": "Téléphonez d’abord.",
    "envoyer-un-courriel": "Écrivez à {email}.",
    "utiliser-lien-mobilisation": "Faites la demande sur internet.",
}
COMING_AT_WILL = "Venez directement, ou téléphonez d’abord."


@dataclass(frozen=True)
class Card:
    """One service, for someone who goes there."""

    words: ServiceWords
    today: date

    @property
    def week(self) -> list[DayHours]:
        """An ordinary week."""
        return week_words(self.words.opening_hours, self.today)

    @property
    def open_days(self) -> list[DayHours]:
        """The days on which it is open."""
        return [line for line in self.week if not line.is_closed]

    @property
    def coming(self) -> list[str]:
        """How to come, in sentences."""
        modes = set(self.words.service.mobilisation_modes or ())
        if {"se-presenter", "telephoner"} <= modes and self.words.phone:
            modes -= {"se-presenter", "telephoner"}
            first = [COMING_AT_WILL]
        else:
            first = []
        said = [words for mode, words in COMING.items() if mode in modes and self._is_possible(mode)]
        return first + [words.replace("{email}", self.words.email) for words in said]

    def _is_possible(self, mode: str) -> bool:
        needed = {"telephoner": self.words.phone, "envoyer-un-courriel": self.words.email}
        return bool(needed.get(mode, True))

    @property
    def to_bring(self) -> str:
        """Papers and conditions, as the source says them."""
        return self.words.service.conditions

    @property
    def sms(self) -> str:
        """As much as fits in one message, else in two; the name of the structure is cut rather than the rest."""
        who = plain(self.words.structure.name)
        where = plain(self.words.place.in_one_line)
        phone = plain(self.words.shown_phone)
        hours = plain("; ".join(f"{line.days} {line.words}" for line in self.open_days))
        what = plain(self.words.service.name)
        for parts, most in (
            ((what, who, where, phone, hours), ONE_SMS),
            ((who, where, phone, hours), ONE_SMS),
            ((what, who, where, phone, hours), TWO_SMS),
            ((who, where, phone, hours), TWO_SMS),
        ):
            text = _joined(parts)
            if len(text) <= most:
                return text
        rest = _joined((where, phone))[:TWO_SMS]
        return _joined((who[: max(TWO_SMS - len(rest) - 2, 0)].rstrip(), rest))[:TWO_SMS]

    @property
    def sms_count(self) -> int:
        """How many messages it makes."""
        return 1 if len(self.sms) <= ONE_SMS else 2


def _joined(parts: tuple[str, ...]) -> str:
    return "\n".join(part for part in parts if part)


def plain(text: str) -> str:
    """The same, in the signs that every telephone writes."""
    for quote, written in _QUOTES.items():
        text = text.replace(quote, written)
    kept = []
    for sign in unicodedata.normalize("NFC", text.translate(_WRITTEN)):
        if sign in PLAIN:
            kept.append(sign)
            continue
        base = unicodedata.normalize("NFKD", sign)
        kept.append("".join(c for c in base if c in PLAIN) or (" " if sign.isspace() else ""))
    return " ".join("".join(kept).split())
