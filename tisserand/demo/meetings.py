"""The meetings of some stories: prepared, announced, held and written up as on their pages, on the day it happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.audit.services import happening_at
from tisserand.coordination.choices import Presence, Seat
from tisserand.coordination.minutes_content import digest_of, minutes_content
from tisserand.coordination.models import AgendaItem, Attendee, Conference, Decision
from tisserand.coordination.services import agenda, attendees, conferences, decisions, minutes
from tisserand.demo.territory import Territory
from tisserand.sharing.guest_actors import actor_of
from tisserand.sharing.models import CircleMember, Grant, Guest
from tisserand.support.models import Dossier, Goal, MapItem
from tisserand.support.services.plan import complete_step

Source = dict[str, Any]
PERSON, REFERENT = "person", "referent"


@dataclass
class Meeting:
    """One meeting being told.

    Seats are named as the story does: `person`, `referent`, a key of the cast, a structure, someone of the circle.
    """

    territory: Territory
    actor: Actor
    dossier: Dossier
    source: Source
    row: Conference
    seats: dict[str, Attendee] = field(default_factory=dict)
    points: dict[str, AgendaItem] = field(default_factory=dict)

    def seat(self, key: str) -> Attendee:
        """As it is kept by now, and the meeting with it."""
        return Attendee.objects.select_related("conference", "member", "grant").get(pk=self.seats[key].pk)

    @contextmanager
    def on(self, when: list[Any]) -> Iterator[datetime]:
        """At that moment of the story ([day, hour]), with the meeting as it is kept."""
        self.row.refresh_from_db()
        moment = self.territory.moment(*when)
        with happening_at(moment):
            yield moment


def make_meeting(territory: Territory, actor: Actor, dossier: Dossier, source: Source) -> None:
    """`[[meetings]]`: `at` is when it was prepared; with `held`, it took place and its minutes were read by all."""
    row = Conference(kind=source["kind"], purpose=source["purpose"], place=source.get("place", ""))
    meeting = Meeting(territory, actor, dossier, source, row)
    now = territory.moment(*source["at"])
    with happening_at(now):
        conferences.prepare_conference(actor=actor, person=dossier.person, conference=row, now=now)
    _ask(meeting)
    _lay_the_table(meeting)
    _write_agenda(meeting)
    _propose_times(meeting)
    if "held" in source:
        _hold(meeting)
        _decide(meeting)
        _write_up(meeting)


def _ask(meeting: Meeting) -> None:
    source = meeting.source
    with meeting.on(source["at"]) as now:
        row = meeting.row
        row.stance, row.stance_on, row.stance_words = source["stance"], now.date(), source["said"]
        conferences.note_stance(actor=meeting.actor, conference=row, expected=row.revision, now=now)


def _lay_the_table(meeting: Meeting) -> None:
    row, actor = meeting.row, meeting.actor
    with meeting.on(meeting.source["at"]) as now:
        for told in meeting.source["table"]:
            seat = attendees.add_attendee(
                actor=actor, conference=row, wish=told.get("wish", ""), now=now, **_whom(meeting, told)
            )
            meeting.seats[told.get("member") or told.get("user") or told["to"]] = seat
    meeting.seats[PERSON] = row.attendees.get(seat=Seat.PERSON)
    meeting.seats[REFERENT] = row.attendees.get(user=actor.user_id)


def _whom(meeting: Meeting, told: Source) -> dict[str, Any]:
    territory, dossier = meeting.territory, meeting.dossier
    kept_here = {"person": dossier.person, "organisation": dossier.organisation}
    if "member" in told:
        return {"member": CircleMember.objects.get(**kept_here, name=told["member"])}
    if "user" in told:
        return {"user_id": territory.users[told["user"]].pk}
    there = territory.organisations[told["to"]]
    return {"grant": Grant.objects.get(**kept_here, to_organisation=there, cut_at=None)}


def _write_agenda(meeting: Meeting) -> None:
    """What stands on the map and in the plan, by its title; what the person brings, in their words."""
    dossier = meeting.dossier
    given: dict[str, Any] = {"actor": meeting.actor, "conference": meeting.row}
    with meeting.on(meeting.source["at"]) as now:
        for told in meeting.source["points"]:
            if "words" in told:
                by = meeting.seats[told["by"]] if "by" in told else None
                said = AgendaItem(words=told["words"], topics=told.get("topics", []), proposed_by=by)
                point = agenda.add_item(**given, item=said, now=now)
            elif "map" in told:
                one = MapItem.objects.get(map__dossier=dossier, title=told["map"])
                (point,) = agenda.draw_items(**given, map_items=[one], goals=[], now=now)
            else:
                goal = Goal.objects.get(plan__dossier=dossier, title=told["goal"])
                (point,) = agenda.draw_items(**given, map_items=[], goals=[goal], now=now)
            meeting.points[point.words] = point


def _propose_times(meeting: Meeting) -> None:
    source = meeting.source
    given: dict[str, Any] = {"actor": meeting.actor, "conference": meeting.row}
    with meeting.on(source["at"]) as now:
        times = [
            conferences.propose_time(**given, starts_at=meeting.territory.moment(*when), now=now)
            for when in source["times"]
        ]
    with meeting.on(source["invited"]) as now:
        conferences.invite_conference(**given, now=now)
    for told in source["free"]:
        with meeting.on(told["at"]) as now:
            answers = {time.pk: says for time, says in zip(times, told["says"], strict=True)}
            attendees.note_availability(
                actor=_answering(meeting, told), attendee=meeting.seat(told["who"]), answers=answers, now=now
            )


def _answering(meeting: Meeting, told: Source) -> Actor:
    """They say it themselves, here, elsewhere (`as`) or `by_link`; or whoever prepares notes it."""
    territory = meeting.territory
    if "as" in told:
        place = territory.organisations.get(told["who"], meeting.dossier.organisation)
        return territory.actor(told["as"], place)
    if told.get("by_link"):
        seat = meeting.seat(told["who"])
        guest = Guest.objects.select_related("member").get(member=seat.member, person=seat.person)
        return actor_of(guest, today=territory.today)
    return meeting.actor


def _hold(meeting: Meeting) -> None:
    """It is fixed, begins, and what is said is written point by point."""
    source, actor, row = meeting.source, meeting.actor, meeting.row
    with meeting.on(source["fixed"]) as now:
        conferences.fix_conference(
            actor=actor,
            conference=row,
            starts_at=meeting.territory.moment(*source["held"]),
            place=source["place"],
            expected=row.revision,
            now=now,
        )
    with meeting.on(source["held"]) as now:
        conferences.open_conference(actor=actor, conference=row, now=now)
        for key in meeting.seats:
            presence = Presence.EXCUSED if key in source.get("excused", []) else Presence.PRESENT
            attendees.note_presence(actor=actor, attendee=meeting.seat(key), presence=presence, now=now)
        for told in source["spoken"]:
            point = meeting.points[told["of"]]
            point.said = " ".join(told["text"].split())
            agenda.write_said(actor=actor, item=point, expected=point.revision, now=now)


def _decide(meeting: Meeting) -> None:
    """What is decided becomes steps the same evening; some have been done since."""
    territory, actor = meeting.territory, meeting.actor
    for told in meeting.source["decided"]:
        with meeting.on(meeting.source["held"]) as now:
            decision = Decision(
                item=meeting.points[told["of"]],
                words=told["words"],
                owner=meeting.seats[told["who"]],
                due_on=territory.day(told["due"]),
            )
            decisions.add_decision(actor=actor, conference=meeting.row, decision=decision, now=now)
            goal = Goal.objects.select_related("plan__dossier").get(
                plan__dossier=meeting.dossier, title=told["goal"]
            )
            step = decisions.make_step(actor=actor, decision=decision, goal=goal, now=now)
        if "done" in told:
            with meeting.on([told["done"], "17:00"]) as now:
                complete_step(actor=actor, step=step, done_on=now.date(), now=now)


def _write_up(meeting: Meeting) -> None:
    """Given to read, read by each, closed."""
    source, actor, row = meeting.source, meeting.actor, meeting.row
    with meeting.on(source["ended"]) as now:
        conferences.end_conference(actor=actor, conference=row, now=now)
    with meeting.on(source["issued"]) as now:
        term = meeting.territory.day(source["term"])
        given = minutes.issue_minutes(
            actor=actor, conference=row, shown=digest_of(minutes_content(row)), term_on=term, now=now
        )
    for told in source["confirmed"]:
        with meeting.on(told["at"]) as now:
            seat = meeting.seat(told["who"])
            minutes.answer_minutes(
                actor=_answering(meeting, told), attendee=seat, version=given.version, now=now
            )
    with meeting.on(source["closed"]) as now:
        minutes.close_minutes(actor=actor, conference=row, now=now)
