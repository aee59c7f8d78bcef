"""Points proposed from outside: said from a seat, read by those concerned alone, taken up or set aside with a word."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.coordination.choices import ConferenceState, PointState, Seat
from tisserand.coordination.models import AgendaItem, Attendee, Conference, ProposedPoint
from tisserand.coordination.policies.proposed_points import PROPOSED_POINT
from tisserand.coordination.services.proposed_points import (
    MOST_WAITING,
    propose_point,
    set_point_aside,
    take_back_point,
    take_up_point,
)
from tisserand.coordination.tests.conference_factories import (
    invite_partner,
    make_conference,
    make_sister,
    sit,
)
from tisserand.sharing.choices import Topic
from tisserand.sharing.models import Grant, Guest
from tisserand.sharing.services import withdraw_consent
from tisserand.sharing.tests.factories import guest_actor, guest_client, make_guest

pytestmark = pytest.mark.django_db
HOUSING, HEALTH = Topic.HOUSING.value, Topic.HEALTH.value


@pytest.fixture
def meeting(world: World) -> Conference:
    """Announced, not begun."""
    return make_conference(world)


@pytest.fixture
def seat(world: World, meeting: Conference) -> Attendee:
    """That of the association, to which housing is open."""
    return invite_partner(world, meeting)[0]


def proposed(world: World, seat: Attendee, words: str = "Le préavis") -> ProposedPoint:
    topics = [HOUSING] if seat.seat == Seat.PARTNER else []
    return propose_point(
        actor=world.cast.actor("partner"), attendee=seat, words=words, topics=topics, now=now()
    )


def test_it_is_said_once_about_what_is_open_before_the_meeting(world: World, seat: Attendee) -> None:
    point = proposed(world, seat)
    assert proposed(world, seat, " Le préavis ") == point
    for topics in ([HEALTH], [HOUSING, HEALTH], []):
        with pytest.raises(ValidationError):
            propose_point(
                actor=world.cast.actor("partner"), attendee=seat, words="x", topics=topics, now=now()
            )
    for number in range(MOST_WAITING - 1):
        proposed(world, seat, f"Point {number}")
    with pytest.raises(ValidationError, match="Cinq points"):
        proposed(world, seat, "Un de trop")
    Conference.objects.update(state=ConferenceState.CALLED_OFF)
    with pytest.raises(ValidationError):
        proposed(world, seat, "Trop tard")
    assert not AgendaItem.objects.exclude(words="Le loyer").exists(), "nothing is on the agenda by itself"


def test_whoever_does_not_sit_there_proposes_nothing(world: World, seat: Attendee) -> None:
    for who in ("neighbour", "stranger", "reception"):
        with pytest.raises(Http404):
            propose_point(actor=world.cast.actor(who), attendee=seat, words="x", topics=[HOUSING], now=now())


def test_taken_up_in_other_words_it_is_a_point_like_any(world: World, seat: Attendee) -> None:
    point, referent = proposed(world, seat), world.cast.actor("referent")
    item = AgendaItem(words="Le préavis de départ", topics=[HOUSING])
    take_up_point(actor=referent, point=point, item=item, answer="Bien vu.", now=now())
    made = AgendaItem.objects.get(words="Le préavis de départ")
    point.refresh_from_db()
    assert (made.proposed_by, point.item, point.state) == (seat, made, PointState.ACCEPTED)
    for again in (item, AgendaItem(words="x")):
        with pytest.raises(ValidationError):
            take_up_point(actor=referent, point=point, item=again, now=now())
    with pytest.raises(ValidationError):
        take_back_point(actor=world.cast.actor("partner"), point=point, now=now())


def test_set_aside_with_a_word_and_taken_up_after_all(world: World, seat: Attendee) -> None:
    point, referent = proposed(world, seat), world.cast.actor("referent")
    with pytest.raises(ValidationError):
        set_point_aside(actor=referent, point=point, answer=" ", now=now())
    set_point_aside(actor=referent, point=point, answer="Une autre fois.", now=now())
    with pytest.raises(ValidationError):
        set_point_aside(actor=referent, point=point, answer="Encore.", now=now())
    take_up_point(
        actor=referent, point=point, item=AgendaItem(words=point.words, topics=[HOUSING]), now=now()
    )
    assert AgendaItem.objects.filter(proposed_by=seat).exists()


def test_those_who_sit_there_do_not_answer(world: World, seat: Attendee) -> None:
    point, partner = proposed(world, seat), world.cast.actor("partner")
    with pytest.raises(PermissionDenied):
        set_point_aside(actor=partner, point=point, answer="x", now=now())
    with pytest.raises(PermissionDenied):
        take_up_point(actor=partner, point=point, item=AgendaItem(words="x"), now=now())
    take_back_point(actor=partner, point=point, now=now())
    assert not ProposedPoint.objects.exists()


def test_list_and_object_agree_and_each_reads_their_own(world: World, meeting: Conference) -> None:
    partner, grant = invite_partner(world, meeting)
    sister = make_sister(world)
    seats = [partner, sit(meeting, Seat.RELATIVE, member=sister), meeting.attendees.get(seat=Seat.PERSON)]
    for one in seats:
        ProposedPoint.objects.create(
            conference=meeting, person=world.person, attendee=one, words="…", topics=[HOUSING]
        )
    for member in (sister, None):
        make_guest(world, member)
    guests = {guest.called: guest_actor(guest) for guest in Guest.objects.all()}

    def read() -> dict[str, set[Attendee]]:
        seen, rows = {}, list(ProposedPoint.objects.all())
        for who, actor in (world.cast.actors() | guests).items():
            for action in PROPOSED_POINT.rules:
                listed = set(PROPOSED_POINT.filter(actor, action, ProposedPoint.objects.all()))
                assert listed == {row for row in rows if PROPOSED_POINT.may(actor, action, row)}, (
                    who,
                    action,
                )
            found = PROPOSED_POINT.filter(actor, Action.READ, ProposedPoint.objects.all())
            seen[who] = {row.attendee for row in found}
        return {who: found for who, found in seen.items() if found}

    around = {who: set(seats) for who in ("referent", "colleague", "coordinator", "head")}
    by_links = {"Samira, proche": {seats[1]}, "La personne elle-même": {seats[2]}}
    assert read() == around | {"partner": {partner}} | by_links
    withdraw_consent(actor=world.cast.actor("referent"), consent=grant.consent, now=now())
    assert read() == around | by_links


# The pages


def _page(client: Client, name: str, *args: object) -> str:
    return str(client.get(reverse(f"coordination:{name}", args=args)).content.decode())


def test_from_an_opening_to_the_agenda(world: World, meeting: Conference, seat: Attendee) -> None:
    grant = Grant.objects.get()
    partner, referent = client_of(world.cast.partner), client_of(world.cast.referent)
    ask = reverse("coordination:shared_point_propose", args=[grant.pk, meeting.pk])
    assert ask in _page(partner, "shared_conference", grant.pk, meeting.pk)
    form = partner.get(ask).content.decode()
    assert f'value="{HOUSING}"' in form
    assert f'value="{HEALTH}"' not in form
    refused = partner.post(ask, {"words": "Le préavis"})
    assert "Le préavis" in refused.content.decode(), "what was typed stays"
    for _ in range(2):
        assert partner.post(ask, {"words": "Le préavis", "topics": [HOUSING]}).status_code == 302
    assert "pas encore de réponse" in _page(partner, "shared_conference", grant.pk, meeting.pk)
    point = ProposedPoint.objects.get()
    decide = reverse("coordination:point_decide", args=[world.person.pk, meeting.pk, point.pk])
    assert decide in referent.get(reverse("coordination:conference_panel")).content.decode()
    assert decide in _page(referent, "conference_detail", world.person.pk, meeting.pk)
    assert referent.post(decide, {"decision": "aside", "answer": ""}).status_code == 200
    assert referent.post(decide, {"decision": "aside", "answer": "Plus tard."}).status_code == 302
    assert "Plus tard." in _page(partner, "shared_conference", grant.pk, meeting.pk)
    assert decide not in referent.get(reverse("coordination:conference_panel")).content.decode()
    said = {"words": "Le préavis de départ", "topics": [HOUSING], "is_for_relatives": "on", "answer": ""}
    assert referent.post(decide, said).status_code == 302
    assert "Le préavis de départ" in _page(partner, "shared_conference", grant.pk, meeting.pk)
    assert referent.post(decide, said).status_code == 409, "somebody answered before"


def test_the_person_and_their_sister_by_their_links(world: World, meeting: Conference) -> None:
    sister = make_sister(world)
    sit(meeting, Seat.RELATIVE, member=sister)
    (_, *own), (_, *hers) = make_guest(world), make_guest(world, sister)
    person, relative = guest_client(*own), guest_client(*hers)
    ask = reverse("coordination:guest_point_propose", args=[meeting.pk])
    assert "Mes proches peuvent le voir" in person.get(ask).content.decode()
    assert person.post(ask, {"words": "Mon frère"}).status_code == 302
    assert "Mes proches" not in relative.get(ask).content.decode()
    assert relative.post(ask, {"words": "Les enfants"}).status_code == 302
    by_words = {point.words: point.is_for_relatives for point in ProposedPoint.objects.all()}
    assert by_words == {"Mon frère": False, "Les enfants": True}
    text = _page(relative, "guest_conference", meeting.pk)
    assert "Les enfants" in text
    assert "Mon frère" not in text
    take_back = reverse("coordination:guest_point_take_back", args=[meeting.pk])
    mine = ProposedPoint.objects.get(words="Mon frère")
    assert relative.post(take_back, {"point": mine.pk}).status_code == 404
    assert person.post(take_back, {"point": mine.pk}).status_code == 302
    assert [point.words for point in ProposedPoint.objects.all()] == ["Les enfants"]


def test_with_nothing_open_there_is_nothing_to_propose(world: World, meeting: Conference) -> None:
    _, grant = invite_partner(world, meeting, level=10)
    client = client_of(world.cast.partner)
    ask = reverse("coordination:shared_point_propose", args=[grant.pk, meeting.pk])
    assert ask not in _page(client, "shared_conference", grant.pk, meeting.pk)
    assert client.get(ask).status_code == 404
