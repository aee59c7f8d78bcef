"""A link and its code: what they let in, what they never say, how they end; what is said through them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import override_settings
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.audit.models import AccessEvent
from tisserand.audit.queries import events_about
from tisserand.common.clock import now, today
from tisserand.sharing.choices import Basis, Channel, ConsentState, GuestWord, MemberKind, ShareLevel
from tisserand.sharing.guest_actors import register_reason
from tisserand.sharing.guest_trail import own_trail
from tisserand.sharing.link_secrets import new_code, new_number, tidy_code, tidy_number
from tisserand.sharing.models import Consent, Grant, Guest, GuestMessage
from tisserand.sharing.models.guest import MOST_TRIES
from tisserand.sharing.queries import doors_to, openings_visible_to, said_by_guest
from tisserand.sharing.services import ConsentIncomplete, give_consent, withdraw_consent
from tisserand.sharing.services.guest_words import (
    answer_guest,
    send_guest_message,
    take_back_as_person,
)
from tisserand.sharing.services.guests import invite_guest, let_in, renew_guest, revoke_guest
from tisserand.sharing.tests.factories import (
    guest_actor,
    guest_client,
    make_block,
    make_consent,
    make_guest,
    make_guest_message,
    make_member,
)
from tisserand.sharing.visits import CODE, COOKIE, DOOR, IDLE, NUMBER

pytestmark = pytest.mark.django_db
ENTER, HOME = "/invite/", "/invite/accueil/"


@pytest.fixture
def doctor(world: World) -> tuple[Guest, str, str]:
    """Someone of the circle to whom an agreement is open, and their link."""
    member = make_member(world)
    make_consent(world, member=member)
    return make_guest(world, member)


# Secrets


def test_neither_secret_is_kept(doctor: tuple[Guest, str, str]) -> None:
    guest, number, code = doctor
    kept = str(Guest.objects.values().get())
    history = str(list(guest.events.values()))  # type: ignore[attr-defined]
    assert tidy_number(number) not in kept + history
    assert tidy_code(code) not in kept + history


def test_a_number_is_read_however_it_is_sent() -> None:
    number = new_number()
    assert tidy_number(f"https://exemple.test/invite/#{number}") == number.replace("-", "")
    assert tidy_number(f" {number.lower().replace('-', ' ')} ") == number.replace("-", "")
    assert tidy_number("K7QF") == ""


def test_a_link_outlives_a_change_of_key(settings: Any, doctor: tuple[Guest, str, str]) -> None:
    _, number, code = doctor
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[str(settings.SECRET_KEY)]):
        assert let_in(number=number, code=code, now=now()) is not None


# Let in, or not


def test_both_let_in_and_the_trail_says_so(world: World, doctor: tuple[Guest, str, str]) -> None:
    guest, number, code = doctor
    assert let_in(number=number, code=code.lower(), now=now()) == guest
    line = AccessEvent.objects.filter(actor_id=guest.pk).latest("at")
    assert (line.verb, line.actor_name, line.organisation_id) == (
        "sign_in",
        "Dr Exemple, soignant·e",
        None,
    )
    told = events_about(
        world.person.pk, organisation_id=world.ccas.pk, through=doors_to(world.ccas.pk, world.person.pk)
    )
    assert line in told, "those who keep the dossier read it"


@pytest.mark.parametrize("why", ["number", "code", "expired", "revoked", "nothing", "withdrawn", "renewed"])
def test_whatever_is_wrong_the_words_are_the_same(
    world: World, doctor: tuple[Guest, str, str], why: str
) -> None:
    guest, number, code = doctor
    actor, client = world.cast.actor("referent"), client_of(None)
    unknown = client.post(ENTER, {NUMBER: new_number(), CODE: new_code()})
    if why == "number":
        number = new_number()
    elif why == "code":
        code = new_code()
    elif why == "expired":
        Guest.objects.update(expires_at=now() - timedelta(seconds=1))
    elif why == "revoked":
        revoke_guest(actor=actor, guest=guest, now=now())
    elif why == "nothing":
        Grant.objects.all().delete()
    elif why == "withdrawn":
        withdraw_consent(actor=actor, consent=Consent.objects.get(), now=now())
    elif why == "renewed":
        renew_guest(actor=actor, guest=guest, with_link=True, expires_at=guest.expires_at, now=now())
    answer = client.post(ENTER, {NUMBER: number, CODE: code})
    assert answer.status_code == unknown.status_code == 422
    assert _said(answer, number) == _said(unknown, "")
    assert "Exemple" not in answer.content.decode()
    assert COOKIE not in answer.cookies


def _said(answer: Any, number: str) -> str:
    """The page, without what was typed nor the tokens of its forms."""
    page = answer.content.decode().split("<main")[1].split("</main")[0]
    return "".join(part for part in page.split('"') if len(part) != 64 and "-" not in part[:5])


def test_five_wrong_codes_close_it_until_it_is_renewed(world: World, doctor: tuple[Guest, str, str]) -> None:
    guest, number, code = doctor
    for _ in range(MOST_TRIES):
        assert let_in(number=number, code=new_code(), now=now()) is None
    assert let_in(number=number, code=code, now=now()) is None, "the right one comes too late"
    guest.refresh_from_db()
    assert guest.locked_at is not None
    assert AccessEvent.objects.filter(actor_id=guest.pk, verb="refused").count() == MOST_TRIES
    _, _, other = renew_guest(
        actor=world.cast.actor("colleague"),
        guest=guest,
        with_link=False,
        expires_at=guest.expires_at,
        now=now(),
    )
    assert let_in(number=number, code=code, now=now()) is None
    assert let_in(number=number, code=other, now=now()) is not None


def test_wrong_tries_stay_counted_through_the_page(doctor: tuple[Guest, str, str]) -> None:
    guest, number, _ = doctor
    client_of(None).post(ENTER, {NUMBER: number, CODE: new_code()})
    guest.refresh_from_db()
    assert guest.tries == 1


def test_the_door_is_limited(doctor: tuple[Guest, str, str]) -> None:
    client = client_of(None)
    answers = {client.post(ENTER, {NUMBER: new_number(), CODE: "x"}).status_code for _ in range(31)}
    assert answers == {422, 429}


def test_a_room_above_may_give_a_reason_to_come(world: World) -> None:
    guest, number, code = make_guest(world, make_member(world))
    assert let_in(number=number, code=code, now=now()) is None
    invited: set[Any] = {guest.pk}
    register_reason(lambda actor, one: one.pk in invited)
    assert let_in(number=number, code=code, now=now()) is not None
    invited.clear()
    assert let_in(number=number, code=code, now=now()) is None


# Given


def test_the_code_goes_another_way(world: World) -> None:
    said = {
        "actor": world.cast.actor("referent"),
        "person": world.person,
        "member": make_member(world),
        "expires_at": now() + timedelta(days=30),
        "now": now(),
    }
    with pytest.raises(ValidationError):
        invite_guest(link_channel=Channel.SMS, code_channel=Channel.SMS, **said)
    with pytest.raises(ValidationError):
        invite_guest(
            link_channel=Channel.POST,
            code_channel=Channel.SMS,
            **said | {"expires_at": now() + timedelta(days=190)},
        )
    with pytest.raises(Http404):
        invite_guest(
            link_channel=Channel.POST,
            code_channel=Channel.SMS,
            **said | {"actor": world.cast.actor("neighbour")},
        )
    invite_guest(link_channel=Channel.HAND, code_channel=Channel.HAND, **said)
    with pytest.raises(ValidationError, match="déjà remis"):
        invite_guest(link_channel=Channel.POST, code_channel=Channel.SMS, **said)


def test_whoever_has_an_account_needs_no_link(world: World) -> None:
    with pytest.raises(ValidationError):
        make_guest(world, make_member(world, user=world.cast.colleague))


def test_an_opening_is_to_elsewhere_or_to_a_guest(world: World) -> None:
    grant = make_consent(world).grants.get()
    grant.to_member = make_member(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        grant.save()


# Inside


def test_only_what_is_open_to_them(world: World, doctor: tuple[Guest, str, str]) -> None:
    guest, _, _ = doctor
    make_consent(world, member=make_member(world, name="Mme Autre"))
    make_consent(world)
    seen = openings_visible_to(guest_actor(guest))
    assert [grant.to_member_id for grant in seen] == [guest.member_id]
    other = make_guest(world)[0]
    assert not openings_visible_to(guest_actor(other)).exists(), "the person reads elsewhere"


def test_the_page_tells_what_the_agreement_opens_and_is_traced(
    world: World, doctor: tuple[Guest, str, str]
) -> None:
    guest, number, code = doctor
    make_block(world, text="Expulsion prévue au printemps.")
    client = guest_client(number, code)
    page = client.get(HOME)
    assert "Expulsion prévue" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    line = AccessEvent.objects.filter(actor_id=guest.pk, verb="read").get()
    assert (line.part, line.right) == ("sharing.opening", "accord de partage : l’accord de la personne")
    shown = (
        client_of(world.cast.referent)
        .get(reverse("support:trail_detail", args=[world.person.pk]))
        .content.decode()
    )
    assert 'Dr Exemple, soignant·e <span class="soft">invité·e' in shown


@pytest.mark.parametrize("why", ["revoked", "withdrawn", "expired", "renewed", "left", "idle"])
def test_an_open_page_refuses_at_the_next_click(
    world: World, doctor: tuple[Guest, str, str], why: str
) -> None:
    guest, number, code = doctor
    client, actor = guest_client(number, code), world.cast.actor("referent")
    assert client.get(HOME).status_code == 200
    if why == "revoked":
        revoke_guest(actor=actor, guest=guest, now=now())
    elif why == "withdrawn":
        withdraw_consent(actor=actor, consent=Consent.objects.get(), now=now())
    elif why == "expired":
        Guest.objects.update(expires_at=now())
    elif why == "renewed":
        renew_guest(actor=actor, guest=guest, with_link=False, expires_at=guest.expires_at, now=now())
    elif why == "idle":
        ends = Session.objects.get(session_key=client.cookies[COOKIE].value).expire_date
        assert ends <= now() + timedelta(seconds=IDLE)
        Session.objects.update(expire_date=now())
    elif why == "left":
        kept = client.cookies[COOKIE].value
        client.post("/invite/sortir/")
        client.cookies[COOKIE] = kept
    assert client.get(HOME).status_code == 302


def test_what_was_being_written_waits_at_the_door(world: World, doctor: tuple[Guest, str, str]) -> None:
    _, number, code = doctor
    client = client_of(None)
    asked = client.post(HOME, {"text": "Le bail est signé.", "_once": str(uuid4())})
    assert asked.status_code == 403
    assert "Le bail est signé." in asked.content.decode()
    wrong = client.post(HOME, {"text": "Le bail est signé.", NUMBER: number, CODE: new_code()})
    assert wrong.status_code == 403
    assert "Le bail est signé." in wrong.content.decode()
    assert not GuestMessage.objects.exists()
    assert client.post(HOME, {"text": "Le bail est signé.", NUMBER: number, CODE: code}).status_code == 302
    assert GuestMessage.objects.get().text == "Le bail est signé."
    assert client.get(HOME).status_code == 200


def test_a_worker_at_the_same_browser_is_left_alone(world: World, doctor: tuple[Guest, str, str]) -> None:
    _, number, code = doctor
    client = client_of(world.cast.partner)
    entered = client.post(ENTER, {NUMBER: number, CODE: code})
    cookie = entered.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (DOOR, True, "Lax")
    assert "Partner" not in client.get(HOME).content.decode()
    assert client.get("/partages/").status_code == 200
    assert client.get(reverse("sharing:sharing_detail", args=[world.person.pk])).status_code == 404


# Said


def test_a_message_sent_twice_is_said_once_and_answered(world: World, doctor: tuple[Guest, str, str]) -> None:
    guest, number, code = doctor
    client, key = guest_client(number, code), str(uuid4())
    for _ in range(2):
        client.post(HOME, {"text": "Le bail est signé.", "_once": key})
    assert GuestMessage.objects.count() == 1
    referent = client_of(world.cast.referent)
    panel = reverse("sharing:guest_panel")
    assert "Dr Exemple" in referent.get(panel).content.decode()
    assert client_of(world.cast.neighbour).get(panel).content == b""
    address = reverse("sharing:guest_detail", args=[world.person.pk, guest.pk])
    referent.post(address, {"text": "Merci.", "_once": str(uuid4())})
    assert referent.get(panel).content == b"", "answered, so read"
    page = client.get(HOME).content.decode()
    assert "Merci." in page
    assert "Referent Essai" in page


def test_a_thread_is_theirs_and_the_keepers(world: World, doctor: tuple[Guest, str, str]) -> None:
    guest = doctor[0]
    other = make_guest(world)[0]
    mine, theirs = make_guest_message(world, guest), make_guest_message(world, other)
    assert list(said_by_guest(guest_actor(guest))) == [mine]
    assert list(said_by_guest(guest_actor(other))) == [theirs]
    with pytest.raises(Http404):
        send_guest_message(actor=guest_actor(guest), guest=other, text="?", now=now())
    with pytest.raises(Http404):
        answer_guest(actor=world.cast.actor("neighbour"), guest=guest, text="?", now=now())


# The person themself


def test_the_person_takes_back_their_yes_at_once(world: World) -> None:
    consent = make_consent(world, member=make_member(world))
    guest, number, code = make_guest(world)
    client = guest_client(number, code)
    assert "chercher un logement ensemble" in client.get(HOME).content.decode()
    address = reverse("sharing:guest_take_back", args=[consent.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"words": "J’ai trouvé."}).status_code == 302
    consent.refresh_from_db()
    assert (consent.state, consent.withdrawn_words, consent.withdrawn_by) == (
        ConsentState.WITHDRAWN,
        "J’ai trouvé.",
        None,
    )
    assert consent.grants.get().cut_at is not None
    assert GuestMessage.objects.get().kind == GuestWord.WITHDRAWAL
    client.post(address, {"words": "Encore."})
    assert GuestMessage.objects.count() == 1
    assert guest.is_the_person


def test_of_what_the_law_allows_they_say_that_they_disagree(world: World) -> None:
    consent = make_consent(world, basis=Basis.DIFFICULTIES)
    guest, _, _ = make_guest(world)
    for _ in range(2):
        take_back_as_person(actor=guest_actor(guest), guest=guest, consent=consent, words="Non.", now=now())
    consent.refresh_from_db()
    assert consent.state == ConsentState.GIVEN
    assert GuestMessage.objects.get().kind == GuestWord.OBJECTION


def test_nobody_else_takes_it_back(world: World, doctor: tuple[Guest, str, str]) -> None:
    guest = doctor[0]
    with pytest.raises(Http404):
        take_back_as_person(actor=guest_actor(guest), guest=guest, consent=Consent.objects.get(), now=now())
    elsewhere = make_consent(world, person=world.restricted.person)
    own = make_guest(world)[0]
    with pytest.raises(Http404):
        take_back_as_person(actor=guest_actor(own), guest=own, consent=elsewhere, now=now())


def test_what_protects_them_unknown_to_them_is_not_told_by_a_link(world: World) -> None:
    hidden = make_consent(
        world,
        basis=Basis.DANGER,
        informed_on=None,
        not_informed_reason="Cela l’exposerait.",
        purpose="protéger d’un conjoint",
        level=ShareLevel.KNOWS,
    )
    told = make_consent(world)
    partner = client_of(world.cast.partner)
    for consent in (hidden, told):
        partner.get(reverse("sharing:opening_detail", args=[consent.grants.get().pk]))
    referent = client_of(world.cast.referent)
    referent.get(reverse("sharing:consent_detail", args=[world.person.pk, hidden.pk]))
    guest, number, code = make_guest(world)
    page = guest_client(number, code).get(HOME).content.decode()
    assert "conjoint" not in page
    objects = set(own_trail(guest).values_list("object_id", flat=True))
    assert told.grants.get().pk in objects
    assert not objects & {hidden.pk, hidden.grants.get().pk}


def test_the_person_reads_who_looked(world: World) -> None:
    client_of(world.cast.colleague).get(reverse("people:person_detail", args=[world.person.pk]))
    _, number, code = make_guest(world)
    page = guest_client(number, code).get("/invite/consultations/")
    assert "Colleague Essai" in page.content.decode()


def test_whoever_is_not_bound_to_secrecy_reads_by_consent_alone(world: World) -> None:
    landlord = make_member(world, kind=MemberKind.LANDLORD, name="Val Habitat")
    for basis, opens in ((Basis.DIFFICULTIES, False), (Basis.CONSENT, True)):
        draft = make_consent(world, member=landlord, basis=basis, state=ConsentState.DRAFT, starts_on=None)
        said = {"consent": draft, "decided_on": today(), "expected": draft.revision, "now": now()}
        if opens:
            give_consent(actor=world.cast.actor("referent"), **said)
            continue
        with pytest.raises(ConsentIncomplete) as refused:
            give_consent(actor=world.cast.actor("referent"), **said)
        assert "recipients" in refused.value.message_dict
