"""The sharing code: it opens nothing, lets one ask, says nothing of anyone, and is renewed as often as one likes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import World, client_of
from tisserand.common.clock import now
from tisserand.sharing.choices import ConsentState, JoinState
from tisserand.sharing.codes import LENGTH, LETTERS, digest_of, digests_of, new_code, tidy
from tisserand.sharing.models import Grant, JoinRequest, SharingCode
from tisserand.sharing.queries import openings_visible_to
from tisserand.sharing.services.codes import (
    HOLDS_FOR,
    UnknownCode,
    answer_with_agreement,
    ask_to_join,
    decline_request,
    end_code,
    make_code,
)

pytestmark = pytest.mark.django_db


def _code(world: World, at: datetime | None = None) -> str:
    return make_code(actor=world.cast.actor("referent"), person=world.person, now=at or now())[1]


def _ask(world: World, letters: str, who: str = "partner", **said: str) -> JoinRequest:
    words = {"said_name": "Nadia", "purpose": "se loger"} | said
    return ask_to_join(actor=world.cast.actor(who), said_code=letters, now=now(), **words)


@given(st.text(max_size=20))
def test_what_is_typed_is_a_code_or_nothing(said: str) -> None:
    letters = tidy(said)
    assert letters == "" or (len(letters) == LENGTH and set(letters) <= set(LETTERS))


def test_a_code_is_read_however_it_is_copied() -> None:
    letters = new_code()
    assert tidy(f" {letters.lower().replace('-', ' - ')} ") == letters.replace("-", "")
    assert digest_of(letters) == digest_of(letters.lower())


def test_it_outlives_a_change_of_key() -> None:
    letters = new_code()
    digest = digest_of(letters)
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[str(settings.SECRET_KEY)]):
        assert digest in digests_of(letters)
        assert digest_of(letters) != digest


def test_letters_are_kept_nowhere(world: World) -> None:
    letters = tidy(_code(world))
    assert letters not in str(SharingCode.objects.values().get())


def test_asking_opens_nothing(world: World) -> None:
    asked = _ask(world, _code(world))
    assert asked.person == world.person
    assert not openings_visible_to(world.cast.actor("partner")).exists()


def test_asking_twice_is_asking_once(world: World) -> None:
    letters = _code(world)
    first, again = _ask(world, letters), _ask(world, letters, purpose="autre chose")
    assert first.pk == again.pk
    assert JoinRequest.objects.get().purpose == "autre chose"


@pytest.mark.parametrize("why", ["renewed", "ended", "old", "wrong"])
def test_a_code_that_does_not_hold_says_nothing_more(world: World, why: str) -> None:
    letters = _code(world, at=now() - HOLDS_FOR - timedelta(minutes=1) if why == "old" else None)
    if why == "renewed":
        _code(world)
    if why == "ended":
        end_code(actor=world.cast.actor("referent"), person=world.person, now=now())
    if why == "wrong":
        letters = new_code()
    with pytest.raises(UnknownCode) as told:
        _ask(world, letters)
    assert "CCAS" not in str(told.value)


def test_one_does_not_ask_oneself(world: World) -> None:
    with pytest.raises(ValidationError):
        _ask(world, _code(world), who="colleague")


def test_whoever_welcomes_does_not_ask(world: World) -> None:
    with pytest.raises(Http404):
        _ask(world, _code(world), who="reception")


def test_the_answer_is_an_agreement_in_preparation(world: World) -> None:
    asked = _ask(world, _code(world))
    consent = answer_with_agreement(actor=world.cast.actor("referent"), request=asked, now=now())
    assert consent.state == ConsentState.DRAFT
    assert Grant.objects.get(consent=consent).to_user == world.cast.partner
    assert not openings_visible_to(world.cast.actor("partner")).exists()
    asked.refresh_from_db()
    assert asked.state == JoinState.ANSWERED


def test_one_answers_once(world: World) -> None:
    asked = _ask(world, _code(world))
    decline_request(actor=world.cast.actor("colleague"), request=asked, answer="Plus tard.", now=now())
    with pytest.raises(ValidationError):
        answer_with_agreement(actor=world.cast.actor("referent"), request=asked, now=now())
    _ask(world, _code(world))  # and one may ask again another day
    assert JoinRequest.objects.count() == 2


def test_a_colleague_of_another_team_does_not_answer(world: World) -> None:
    asked = _ask(world, _code(world))
    with pytest.raises(Http404):
        decline_request(actor=world.cast.actor("neighbour"), request=asked, answer="", now=now())


def test_the_pages_from_one_end_to_the_other(world: World) -> None:
    referent, partner = client_of(world.cast.referent), client_of(world.cast.partner)
    card = referent.post(reverse("sharing:code_make", args=[world.person.pk])).content.decode()
    letters = card.split('share-code-letters">')[1].split("<")[0]
    assert letters in card
    assert 'class="person-header no-print"' in card, "this sheet may go to anyone: it names nobody"
    page = referent.get(reverse("people:person_detail", args=[world.person.pk])).content.decode()
    assert 'class="person-header "' in page
    assert (
        letters not in referent.get(reverse("sharing:code_detail", args=[world.person.pk])).content.decode()
    )
    said = {"code": letters.lower(), "said_name": "Nadia Essai", "purpose": "chercher un logement"}
    wrong = partner.post(reverse("sharing:join_create"), said | {"code": "AAAAA"})
    assert wrong.status_code == 422
    assert "Nadia Essai" in wrong.content.decode(), "what was typed stays"
    page = partner.post(reverse("sharing:join_create"), said, follow=True).content.decode()
    assert "La demande est partie à CCAS d’essai" in page
    assert "chercher un logement" in (
        referent.get(reverse("sharing:code_detail", args=[world.person.pk])).content.decode()
    )
    panel = reverse("sharing:join_panel")
    assert "Association d’essai" in referent.get(panel).content.decode()
    assert client_of(world.cast.neighbour).get(panel).content == b""
    asked = JoinRequest.objects.get()
    referent.post(reverse("sharing:join_decline", args=[asked.pk]), {"answer": "Nous vous appelons."})
    assert "Nous vous appelons." in partner.get(reverse("sharing:join_create")).content.decode()
