"""What the pages of one meeting show: who sits there, the points in order, who sees which, when each can come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from tisserand.accounts.actors import Actor
from tisserand.coordination.choices import ConferenceState, Presence, Says, Seat, Stance
from tisserand.coordination.models import AgendaItem, Attendee, Conference, ProposedPoint, ProposedTime
from tisserand.coordination.queries.conferences import points_of, table_of
from tisserand.coordination.queries.proposed_points import points_to_decide
from tisserand.coordination.seen import Row, in_order, matrix
from tisserand.coordination.table_names import TableNames

ORDER = (Seat.PERSON, Seat.RELATIVE, Seat.COLLEAGUE, Seat.PARTNER)
LOOKS = {
    ConferenceState.PREPARING: ("neutral", "pencil"),
    ConferenceState.INVITED: ("ochre", "envelope"),
    ConferenceState.FIXED: ("teal", "calendar3"),
    ConferenceState.LIVE: ("plum", "people"),
    ConferenceState.MINUTES: ("ochre", "chat-left-text"),
    ConferenceState.CLOSED: ("neutral", "check-circle-fill"),
    ConferenceState.CALLED_OFF: ("neutral", "slash-circle"),
}


@dataclass(frozen=True)
class Look:
    """The state in two words, and the look of its chip."""

    words: str
    tone: str
    icon: str


def look_of(conference: Conference) -> Look:
    """Where it has got to."""
    tone, icon = LOOKS[ConferenceState(conference.state)]
    return Look(str(conference.get_state_display()), tone, icon)


@dataclass(frozen=True)
class Seated:
    """Someone at the table, as this reader may name them."""

    attendee: Attendee
    name: str
    today: date

    @property
    def reads(self) -> str:
        """What they may read of it here, in words."""
        attendee = self.attendee
        if attendee.seat == Seat.PERSON:
            return "voit tout l’ordre du jour"
        if attendee.seat == Seat.COLLEAGUE:
            return "lit selon sa place dans votre structure"
        if attendee.grant and attendee.grant.is_open(self.today):
            return "lit dans Tisserand ce que l’accord lui ouvre"
        if attendee.grant:
            return "l’accord est fermé\u00a0: ne lit plus rien"
        if attendee.seat == Seat.RELATIVE:
            return "voit l’ordre du jour sur papier, sauf ce que la personne garde"
        return "rien ne lui est ouvert"

    @property
    def has_nothing_open(self) -> bool:
        """Someone of elsewhere who would see no point."""
        grant = self.attendee.grant
        return self.attendee.seat == Seat.PARTNER and not (grant and grant.is_open(self.today))


@dataclass(frozen=True)
class TimeShown:
    """One proposed time, and what each says of it."""

    time: ProposedTime
    said: list[tuple[Seated, str]]

    def _named(self, says: Says) -> list[str]:
        return [seated.name for seated, word in self.said if word == says]

    @property
    def yes(self) -> list[str]:
        """Those who can come."""
        return self._named(Says.YES)

    @property
    def maybe(self) -> list[str]:
        """Those who can if it is needed."""
        return self._named(Says.MAYBE)

    @property
    def no(self) -> list[str]:
        """Those who cannot."""
        return self._named(Says.NO)

    @property
    def suits_person(self) -> bool:
        """Whether the person can come: their time counts first."""
        return any(
            seated.attendee.seat == Seat.PERSON and word in (Says.YES, Says.MAYBE)
            for seated, word in self.said
        )


class ConferencePage:
    """One meeting, for those who keep it."""

    def __init__(self, actor: Actor, conference: Conference, *, today: date) -> None:
        self.actor, self.conference, self.today = actor, conference, today
        self.names = TableNames(actor, conference.person)

    @property
    def look(self) -> Look:
        """Where it has got to."""
        return look_of(self.conference)

    @cached_property
    def table(self) -> list[Seated]:
        """Everyone, the person first, then those they choose, then those whose work it is."""
        rows = sorted(table_of(self.conference), key=lambda who: ORDER.index(Seat(who.seat)))
        return [Seated(who, self.names.of(who), self.today) for who in rows]

    @property
    def attendees(self) -> list[Attendee]:
        """The same, without their names."""
        return [seated.attendee for seated in self.table]

    @property
    def named(self) -> list[tuple[Attendee, str]]:
        """For a menu."""
        return [(seated.attendee, seated.name) for seated in self.table]

    @cached_property
    def name_by_id(self) -> dict[UUID, str]:
        """How each is named, by the id of their seat."""
        return {seated.attendee.pk: seated.name for seated in self.table}

    @cached_property
    def items(self) -> list[AgendaItem]:
        """The points, those that the person brings first."""
        return in_order(points_of(self.conference))

    @cached_property
    def proposed(self) -> list[ProposedPoint]:
        """What others would like spoken of, and was not taken up."""
        return list(points_to_decide(self.actor, self.conference))

    @cached_property
    def matrix(self) -> list[Row]:
        """« Qui verra quoi »."""
        return matrix(self.items, self.attendees, self.today)

    @property
    def unseen(self) -> list[tuple[AgendaItem, list[str]]]:
        """The points that someone at the table may not see, with their names: not to be opened before them."""
        return [
            (row.item, [self.name_by_id[who.pk] for who in row.unseen_by if who.is_there])
            for row in self.matrix
            if any(who.is_there for who in row.unseen_by)
        ]

    @cached_property
    def unseen_names(self) -> dict[UUID, list[str]]:
        """The same, by the id of the point."""
        return {item.pk: names for item, names in self.unseen}

    @cached_property
    def items_for_all(self) -> list[AgendaItem]:
        """What may stand on a screen that everyone there sees."""
        return [item for item in self.items if item.pk not in self.unseen_names]

    @cached_property
    def times(self) -> list[TimeShown]:
        """The proposed times, with what was said of each."""
        said = {
            (each.time_id, who.pk): each.says for who in self.attendees for each in who.availabilities.all()
        }
        return [
            TimeShown(time, [(who, said.get((time.pk, who.attendee.pk), "")) for who in self.table])
            for time in self.conference.times.all()
        ]

    @property
    def silent(self) -> list[Seated]:
        """Those of whom nobody knows yet when they can come."""
        return [seated for seated in self.table if not seated.attendee.availabilities.all()]

    @property
    def present(self) -> list[Seated]:
        """Those who are there, as far as is known."""
        return [seated for seated in self.table if seated.attendee.is_there]

    @property
    def without_agreement(self) -> bool:
        """Whether it takes place without the person's agreement."""
        return self.conference.stance in (Stance.AGAINST, Stance.UNASKED)


PRESENCES = list(Presence)
