"""The minutes as a page or a sheet shows them: each named as this reader may know of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tisserand.coordination.choices import Presence, Seat, Stance
from tisserand.coordination.minutes_content import Content
from tisserand.coordination.models import Attendee
from tisserand.ui.templatetags.words import date_fr, time_fr

GONE = "quelqu’un qui n’est plus autour de la table"


@dataclass(frozen=True)
class Decided:
    """One decision in words."""

    pk: str
    words: str
    owner: str
    due: str


@dataclass(frozen=True)
class PointSaid:
    """One point: what was said, what was decided."""

    pk: str
    words: str
    said: str
    decisions: list[Decided]


@dataclass(frozen=True)
class MinutesShown:
    """One version, dressed."""

    kind: str
    purpose: str
    held: str
    place: str
    agreement: str
    people: list[tuple[str, str]]
    points: list[PointSaid]
    more: str
    decisions: list[Decided]


AGREEMENT = {
    Stance.COMES: "La personne est d’accord pour cette réunion.",
    Stance.AGREES: "La personne est d’accord pour cette réunion, sans y venir.",
    Stance.AGAINST: "La personne n’était pas d’accord pour cette réunion.",
    Stance.UNASKED: "La personne n’a pas pu être demandée avant cette réunion.",
    Stance.NOT_ASKED: "",
}


def shown(content: Content, names: Mapping[str, str]) -> MinutesShown:
    """The content in words; `names`: how each seat is named, by its id."""

    def decided(rows: Iterable[Content]) -> list[Decided]:
        return [_decided(row, names) for row in rows]

    return MinutesShown(
        kind=content["kind"],
        purpose=content["purpose"],
        held=_held(content["held_at"]),
        place=content["place"],
        agreement=_agreement(content),
        people=[(names.get(who["id"], GONE), _was(who)) for who in content["attendees"]],
        points=[
            PointSaid(item["id"], item["words"], item["said"], decided(item["decisions"]))
            for item in content["items"]
        ],
        more=content["more"],
        decisions=decided(content["decisions"]),
    )


def _decided(row: Content, names: Mapping[str, str]) -> Decided:
    due = date_fr(date.fromisoformat(row["due_on"]), "year") if row["due_on"] else ""
    return Decided(row["id"], row["words"], names.get(row["owner"], ""), due)


def _held(said: str) -> str:
    moment = datetime.fromisoformat(said)
    return f"{date_fr(moment, 'year')} à {time_fr(moment)}"


def _agreement(content: Content) -> str:
    words = [AGREEMENT[Stance(content["stance"])]]
    if content["without_reason"]:
        words.append(f"Elle a eu lieu quand même\u00a0: {content['without_reason']}.")
    if content["told"]:
        words.append(f"En a été prévenu·e\u00a0: {content['told']}.")
    return " ".join(filter(None, words)).replace("..", ".")


def _was(who: Content) -> str:
    words = [str(Seat(who["seat"]).label)] if who["seat"] != Seat.PERSON else []
    if who["leads"]:
        words.append("anime")
    if who["presence"] in (Presence.EXCUSED, Presence.ABSENT):
        words.append(str(Presence(who["presence"]).label))
    return ", ".join(words)


def names_by(attendees: Iterable[Attendee], name_of: Callable[[Attendee], str]) -> dict[str, str]:
    """How each seat is named, by its id as the content tells it."""
    return {str(who.pk): name_of(who) for who in attendees}


def printed(minutes: MinutesShown, **more: Any) -> dict[str, Any]:
    """The same, as plain values for a sheet of paper."""
    return {
        "kind": minutes.kind[:1].upper() + minutes.kind[1:],
        "purpose": minutes.purpose,
        "held": minutes.held,
        "place": minutes.place,
        "agreement": minutes.agreement,
        "people": [{"name": name, "was": was} for name, was in minutes.people],
        "points": [
            {"words": point.words, "said": point.said, "decisions": _rows(point.decisions)}
            for point in minutes.points
        ],
        "more": minutes.more,
        "decisions": _rows(minutes.decisions),
    } | more


def _rows(decisions: Iterable[Decided]) -> list[dict[str, str]]:
    return [{"words": each.words, "owner": each.owner, "due": each.due} for each in decisions]
