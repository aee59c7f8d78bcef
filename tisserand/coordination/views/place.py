"""A seat at a meeting, seen from outside: through an opening or by a link, one's part and nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from tisserand.audit.choices import Verb
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.coordination.calendar import calendar_file
from tisserand.coordination.choices import ConferenceState, Seat
from tisserand.coordination.conference_page import look_of
from tisserand.coordination.forms.proposed_points import ProposedPointForm, covered_topics
from tisserand.coordination.minutes_content import seen_by
from tisserand.coordination.minutes_page import names_by, shown
from tisserand.coordination.minutes_pdf import minutes_pdf, served
from tisserand.coordination.models import AgendaItem, Attendee, Conference, Minutes
from tisserand.coordination.queries.conferences import points_of, table_of
from tisserand.coordination.queries.proposed_points import points_said_from
from tisserand.coordination.seen import NO_POINT, Sees, eyes_of, in_order, point_of
from tisserand.coordination.services import minutes as minutes_services
from tisserand.coordination.services import rounds
from tisserand.coordination.services.attendees import note_availability, right_to_answer
from tisserand.coordination.services.holding import PART, trace
from tisserand.coordination.services.proposed_points import propose_point, take_back_point
from tisserand.coordination.table_names import name_outside
from tisserand.coordination.views.conference_answering import gesture
from tisserand.coordination.views.minutes import read_over_form
from tisserand.coordination.views.table import availability_form
from tisserand.ui.answering import answer_form

State = ConferenceState
PAGES = (
    "conference",
    "availability",
    "answer",
    "round",
    "minutes_print",
    "calendar",
    "point_propose",
    "point_take_back",
)


@dataclass(frozen=True)
class Place:
    """A seat, and how one came to it: `door` begins the names of its addresses, `keys` their arguments."""

    actor: Any
    seat: Attendee
    door: str
    keys: tuple[UUID, ...] = ()

    @property
    def conference(self) -> Conference:
        """The meeting."""
        return self.seat.conference

    @cached_property
    def sees(self) -> Sees:
        """What may be seen from there today."""
        return eyes_of(self.seat, today())

    @property
    def right(self) -> str:
        """By what right, in words for the trail."""
        return right_to_answer(self.actor, self.seat)

    @property
    def items(self) -> list[AgendaItem]:
        """The points that may be seen."""
        return [item for item in in_order(points_of(self.conference)) if self.sees(point_of(item))]

    @cached_property
    def names(self) -> dict[str, str]:
        """Who is there, as anyone at the table may know."""
        return names_by(table_of(self.conference), lambda who: name_outside(who, self.conference.person))

    @cached_property
    def links(self) -> dict[str, str]:
        """Where one goes from there."""
        args = [*self.keys, self.conference.pk]
        return {page: reverse(f"coordination:{self.door}_{page}", args=args) for page in PAGES}

    @property
    def may_propose(self) -> bool:
        """Before it begins, about something that one would see: someone of elsewhere, as far as an agreement goes."""
        is_open = self.seat.seat != Seat.PARTNER or bool(covered_topics(self.seat))
        return self.conference.is_before and is_open

    @property
    def latest(self) -> Minutes | None:
        """The minutes given to read."""
        told = self.conference.state in (State.MINUTES, State.CLOSED)
        return minutes_services.latest_minutes(self.conference) if told else None


def note_reading(place: Place) -> None:
    """The trail says who looked, and by what right."""
    record_read(
        actor=place.actor,
        person_id=place.conference.person_id,
        part=PART,
        object_id=place.seat.grant_id or place.conference.pk,
        right=place.right,
    )


def _about(request: HttpRequest, place: Place, **more: Any) -> dict[str, Any]:
    note_reading(place)
    frame = {"place": place, "conference": place.conference, "person": place.conference.person}
    guest = {"guest": getattr(request, "guest", None), "grant": place.seat.grant}
    return frame | guest | {"look": look_of(place.conference), "today": today()} | more


def meeting_page(request: HttpRequest, place: Place) -> HttpResponse:
    """When, where, with whom, about what; then what was said of it."""
    latest = place.latest
    context: dict[str, Any] = {
        "items": place.items,
        "own_points": list(points_said_from(place.actor, place.seat)),
        "may_propose": place.may_propose,
        "names": place.names.values(),
        "times": place.conference.times.all(),
        "said": {each.time_id: each for each in place.seat.availabilities.all()},
        "latest": latest,
        "minutes": shown(seen_by(latest.content, place.sees), place.names) if latest else None,
    }
    if place.conference.state == State.LIVE:
        context |= _round(place)
    template = f"coordination/{place.door}_conference.html"
    return render(request, template, _about(request, place, **context))


def _round(place: Place) -> dict[str, Any]:
    known, names = rounds.round_of(place.conference), place.names
    turn = known.turns[0] if known.turns else None
    # Of a round about what is not open to them, they know nothing: they are not in it. The database may hide the
    # point itself.
    is_about = turn.item_id is not None if turn else False
    if turn is None or (is_about and not (turn.item and place.sees(point_of(turn.item)))):
        return {"round": None, "stamp": "-"}

    def name(turn: Any) -> str:
        return names.get(str(turn.attendee_id), "") if turn else ""

    return {
        "round": known,
        "stamp": known.stamp,
        "turns": [(turn, name(turn)) for turn in known.turns],
        "current_name": name(known.current),
        "heard_name": name(known.heard),
        "leads": False,
    }


def round_part(request: HttpRequest, place: Place) -> HttpResponse:
    """The round, asked again every few seconds; while nothing moved, nothing is said nor read."""
    context = _round(place)
    is_live = place.conference.state == State.LIVE
    if is_live and request.GET.get("vu") == context["stamp"]:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "coordination/_shared_round.html", _about(request, place, **context))


def availability_page(request: HttpRequest, place: Place) -> HttpResponse:
    """When one can come."""
    form = availability_form(request, place.conference, place.seat)

    def save() -> None:
        note_availability(actor=place.actor, attendee=place.seat, answers=form.answers, now=now())

    return _asked(request, place, form, save, title="Quand pouvez-vous venir\u202f?")


def point_page(request: HttpRequest, place: Place) -> HttpResponse:
    """What one would like spoken of."""
    if not place.may_propose:
        raise Http404
    form = ProposedPointForm(request.POST or None, seat=place.seat)

    def save() -> None:
        propose_point(actor=place.actor, attendee=place.seat, now=now(), **form.said)

    return _asked(
        request,
        place,
        form,
        save,
        title="Proposer un point",
        submit="Proposer",
        said=f"C’est proposé à {place.conference.organisation.name}. La réponse paraîtra ici.",
    )


def point_taken_back(request: HttpRequest, place: Place) -> HttpResponse:
    """One does not propose it any more."""
    try:
        chosen = UUID(request.POST.get("point", ""))
    except ValueError:
        raise Http404 from None
    point = get_object_or_404(points_said_from(place.actor, place.seat), pk=chosen)
    point.attendee = place.seat
    return gesture(
        request,
        lambda: take_back_point(actor=place.actor, point=point, now=now()),
        place.links["conference"],
        said="Le point est retiré.",
    )


def answer_page(request: HttpRequest, place: Place) -> HttpResponse:
    """« C’est bien ce qui s’est dit », or what should be corrected, of the part that one may see."""
    latest = place.latest
    if latest is None or place.conference.state != State.MINUTES:
        raise Http404
    form = read_over_form(request, place.seat, latest)

    def save() -> None:
        minutes_services.answer_minutes(actor=place.actor, attendee=place.seat, now=now(), **form.said)

    return _asked(request, place, form, save, title="Après relecture")


def _asked(
    request: HttpRequest,
    place: Place,
    form: Any,
    save: Any,
    *,
    title: str,
    submit: str = "Répondre",
    said: str = "",
) -> HttpResponse:
    return answer_form(
        request,
        form,
        save,
        template=f"coordination/{place.door}_form.html",
        context=lambda: _about(request, place, title=title, submit=submit),
        then=place.links["conference"],
        said=said or f"Votre réponse est donnée à {place.conference.organisation.name}.",
    )


def paper(place: Place) -> HttpResponse:
    """The minutes, the part that one may see."""
    latest = place.latest
    if latest is None:
        raise Http404
    pdf = minutes_pdf(
        place.conference,
        seen_by(latest.content, place.sees),
        place.names,
        latest=latest,
        is_part=not place.sees(NO_POINT),
        today=today(),
    )
    trace(place.actor, place.conference, Verb.EXPORT, right=place.right, part=minutes_services.PART)
    return served(pdf)


def calendar(place: Place) -> HttpResponse:
    """A file for one's calendar."""
    note_reading(place)
    return calendar_file(place.conference)
