"""Drafts: kept sealed for their author, forgotten once saved, never brought back by a late arrival."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import World, client_of
from tisserand.accounts.choices import DraftState
from tisserand.accounts.models import Draft
from tisserand.accounts.queries import drafts_of
from tisserand.accounts.services.drafts import (
    KEPT_AT_MOST,
    TYPED_AT_MOST,
    DraftLeft,
    discard_draft,
    keep_draft,
    read_draft,
    settle_draft,
    take_back_draft,
)
from tisserand.accounts.tasks import purge
from tisserand.common.sealing import BrokenSeal, seal, unseal
from tisserand.support.models import Entry

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=ZoneInfo("Europe/Paris"))
SAID = "Elle a appelé le bailleur sans personne à côté."


def kept(world: World, name: str = "referent", token: UUID | None = None, **other: Any) -> Draft:
    typed = {
        "address": "/",
        "form": "/#0",
        "title": "Nadia Essai",
        "fields": [("body", SAID, "Note")],
    } | other
    return keep_draft(actor=world.cast.actor(name), token=token or uuid4(), now=NOW, **typed)


@given(st.text(), st.sampled_from(["draft", "second factor"]))
def test_what_is_sealed_is_read_back_for_the_same_purpose_only(text: str, purpose: str) -> None:
    sealed = seal(text, purpose=purpose)
    assert unseal(sealed, purpose=purpose) == text
    with pytest.raises(BrokenSeal):
        unseal(sealed, purpose=f"{purpose} of another kind")


def test_neither_the_words_nor_the_name_are_readable_in_the_database(world: World) -> None:
    draft = kept(world)
    assert read_draft(draft).fields == [("body", SAID, "Note")]
    row = Draft.objects.filter(pk=draft.pk).values().get()
    assert "bailleur" not in str(row)
    assert "Nadia" not in str(row)


def test_a_draft_is_its_authors_alone_and_of_one_hat(world: World) -> None:
    draft = kept(world)
    for name in world.cast.names():
        mine = name == "referent"
        assert drafts_of(world.cast.actor(name), now=NOW).contains(draft) is mine, name
    with pytest.raises(Http404):
        kept(world, "colleague", token=draft.pk)
    assert read_draft(Draft.objects.get()).title == "Nadia Essai"


def test_a_draft_of_another_secret_key_shows_nothing_and_breaks_nothing(world: World, settings: Any) -> None:
    kept(world)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    client = client_of(world.cast.referent)  # signed with the new key
    page = client.get(reverse("accounts:draft_list")).content.decode()
    assert "la clé qui protège ce texte a changé" in page


@pytest.mark.parametrize(
    "address", ["https://ailleurs.test/", "//ailleurs.test/", "/nulle-part/", "/?q=Nadia", ""]
)
def test_only_pages_of_ours_without_what_was_searched(world: World, address: str) -> None:
    with pytest.raises(ValidationError):
        kept(world, address=address)


def test_too_long_is_said_and_the_page_keeps_it(world: World) -> None:
    with pytest.raises(ValidationError, match="trop long"):
        kept(world, fields=[("body", "a" * (TYPED_AT_MOST + 1), "Note")])


def test_once_saved_a_late_keeping_is_not_heard(world: World) -> None:
    draft, actor = kept(world), world.cast.actor("referent")
    settle_draft(actor=actor, token=draft.pk, now=NOW)
    with pytest.raises(DraftLeft):
        kept(world, token=draft.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.sealed) == (DraftState.SENT, "")
    assert not drafts_of(actor, now=NOW).exists()


def test_nobody_settles_the_draft_of_another(world: World) -> None:
    draft = kept(world)
    settle_draft(actor=world.cast.actor("colleague"), token=draft.pk, now=NOW)
    assert Draft.objects.get(pk=draft.pk).state == DraftState.OPEN


def test_thrown_away_taken_back_typed_again(world: World) -> None:
    draft, actor = kept(world), world.cast.actor("referent")
    discard_draft(actor=actor, draft=draft, now=NOW)
    offer = reverse("accounts:draft_offer") + "?adresse=/"
    assert SAID not in client_of(world.cast.referent).get(offer).content.decode()
    take_back_draft(actor=actor, draft=draft, now=NOW)
    assert Draft.objects.get().state == DraftState.OPEN
    discard_draft(actor=actor, draft=draft, now=NOW)
    kept(world, token=draft.pk)
    assert Draft.objects.get().state == DraftState.OPEN


def test_after_a_week_it_is_offered_no_more_then_forgotten(world: World, settings: Any) -> None:
    draft = kept(world)
    week = timedelta(days=settings.DRAFT_DAYS)
    actor = world.cast.actor("referent")
    assert drafts_of(actor, now=NOW + week - timedelta(minutes=1)).exists()
    assert not drafts_of(actor, now=NOW + week).exists()
    Draft.objects.filter(pk=draft.pk).update(expires_at=NOW - timedelta(days=400))
    purge(0)
    assert not Draft.objects.exists()


def test_saving_the_form_settles_its_draft_and_a_refusal_does_not(world: World) -> None:
    client = client_of(world.cast.referent)
    write = reverse("support:entry_create", args=[world.dossier.pk])
    token = uuid4()
    kept(world, token=token, address=write, form=f"{write}#0")
    page = client.post(
        write, {"body": SAID, "draft_token": f"{token} {write}#0"}
    )  # shown with what it suggests
    assert Draft.objects.get().state == DraftState.OPEN
    assert f'data-draft="{token} {write}#0"' in page.content.decode()
    note = {"body": SAID, "kind": "call", "visibility": "team", "happened_on": "2026-11-20", "confirmed": "1"}
    client.post(write, note | {"draft_token": f"{token} {write}#0"})
    assert Entry.objects.filter(body=SAID).count() == 1
    assert (Draft.objects.get().state, Draft.objects.get().sealed) == (DraftState.SENT, "")


@pytest.mark.parametrize("asked", ["support:entry_guess", "people:person_similar"])
def test_suggestions_asked_while_typing_save_nothing(world: World, asked: str) -> None:
    client, token = client_of(world.cast.referent), uuid4()
    kept(world, token=token)
    sent = {"body": SAID, "last_name": "Essai", "draft_token": f"{token} /#0 page"}
    answer = client.post(reverse(asked), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    draft = Draft.objects.get()
    assert (draft.state, read_draft(draft).fields[0][1]) == (DraftState.OPEN, SAID)


def test_what_is_kept_is_answered_with_its_hour_and_offered_back(world: World) -> None:
    client = client_of(world.cast.referent)
    sent = {"token": uuid4(), "address": "/", "form": "/#0", "title": "Aujourd’hui · Tisserand"}
    answer = client.post(
        reverse("accounts:draft_keep"), sent | {"fields": json.dumps([["body", SAID, "Note"]])}
    )
    assert "h" in answer.json()["kept_at"]
    assert SAID in client.get(reverse("accounts:draft_offer"), {"adresse": "/"}).content.decode()
    assert SAID not in client.get(reverse("accounts:draft_offer"), {"adresse": "/ecrire/"}).content.decode()
    assert client.get(reverse("accounts:draft_panel")).content == b""  # its own page offers it
    kept(world, address="/compte/", form="/compte/#0")
    assert SAID in client.get(reverse("accounts:draft_panel")).content.decode()
    held = client.get(reverse("accounts:draft_fields", args=[sent["token"]]))
    assert held.json() == {"form": "/#0", "fields": [["body", SAID]], "page": ""}


@pytest.mark.parametrize(
    "fields", ["", "[", "{}", "[1]", '[["a"]]', '[["a", "b"]]', "[" * 100_000, "9" * 5000]
)
def test_nonsense_is_refused(world: World, fields: str) -> None:
    sent = {"token": uuid4(), "address": "/", "form": "/#0", "title": "", "fields": fields}
    assert client_of(world.cast.referent).post(reverse("accounts:draft_keep"), sent).status_code == 400


@pytest.mark.parametrize("form", ["/#" + "x" * 600, "/#\0", "/" + "x" * 600 + "#0", "//[", "\0"])
def test_a_form_of_no_page_is_refused(world: World, form: str) -> None:
    sent = {"token": uuid4(), "address": "/", "form": form, "title": "", "fields": "[]"}
    assert client_of(world.cast.referent).post(reverse("accounts:draft_keep"), sent).status_code == 400


def typed_by(page: str, body: str, token: UUID, *, taken_from: str = "") -> dict[str, Any]:
    fields = json.dumps([["body", body, "Note"]])
    return {"token": token, "address": "/", "form": "/#0", "title": "", "fields": fields} | {
        "page": page,
        "taken_from": taken_from,
    }


def test_of_two_devices_neither_writes_over_the_other(world: World) -> None:
    desk, tablet, token, keep = (
        client_of(world.cast.referent),
        client_of(world.cast.referent),
        uuid4(),
        reverse("accounts:draft_keep"),
    )
    assert desk.post(keep, typed_by("desk", "Elle a appelé", token)).status_code == 200
    taken = tablet.get(reverse("accounts:draft_fields", args=[token])).json()["page"]
    more = typed_by("tablet", "Elle a appelé, puis est venue", token, taken_from=taken)
    assert tablet.post(keep, more).status_code == 200
    assert desk.post(keep, typed_by("desk", "Elle a appelé le bailleur", token)).status_code == 409
    assert desk.post(keep, typed_by("desk", "Elle a appelé le bailleur", uuid4())).status_code == 200
    said = {read_draft(draft).fields[0][1] for draft in Draft.objects.all()}
    assert said == {"Elle a appelé, puis est venue", "Elle a appelé le bailleur"}


def test_coming_back_to_a_page_already_saved_is_not_told_that_it_is_kept(world: World) -> None:
    client, token = client_of(world.cast.referent), uuid4()
    keep = reverse("accounts:draft_keep")
    client.post(keep, typed_by("page", SAID, token))
    settle_draft(actor=world.cast.actor("referent"), token=token, now=NOW)
    assert client.post(keep, typed_by("page", f"{SAID} Et encore.", token)).status_code == 409


@pytest.mark.parametrize("name", ["password", "oldpassword", "id-password1", "code", "credential"])
def test_no_secret_of_sign_in_is_kept(world: World, name: str) -> None:
    draft = kept(world, fields=[(name, "123 456", "Code"), ("postcode", "59300", "Code postal")])
    assert read_draft(draft).fields == [("postcode", "59300", "Code postal")]


def test_nobody_fills_the_disk_by_typing(world: World) -> None:
    first = kept(world)
    Draft.objects.update(saved_at=NOW - timedelta(hours=1))
    for _ in range(KEPT_AT_MOST):
        kept(world)
    assert Draft.objects.count() == KEPT_AT_MOST
    assert not Draft.objects.filter(pk=first.pk).exists()
    kept(world, "colleague")
    assert Draft.objects.count() == KEPT_AT_MOST + 1


def test_what_is_not_saved_is_not_left_in_the_browser(world: World) -> None:
    draft, client = kept(world), client_of(world.cast.referent)
    for address in (
        reverse("accounts:draft_list"),
        reverse("accounts:draft_offer") + "?adresse=/",
        reverse("accounts:draft_panel"),
        reverse("accounts:draft_fields", args=[draft.pk]),
    ):
        assert client.get(address).headers["Cache-Control"] == "no-store", address


def test_whoever_signs_in_next_in_the_same_browser_sees_nothing_of_it(world: World) -> None:
    draft, client = kept(world), client_of(world.cast.referent)
    assert SAID in client.get(reverse("accounts:draft_list")).content.decode()
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache"'
    client.force_login(world.cast.colleague)
    for name in ("draft_list", "draft_offer", "draft_panel"):
        assert SAID not in client.get(reverse(f"accounts:{name}"), {"adresse": "/"}).content.decode()
    for name in ("draft_fields", "draft_discard", "draft_take_back"):
        asked = client.get if name == "draft_fields" else client.post
        assert asked(reverse(f"accounts:{name}", args=[draft.pk])).status_code == 404
    stolen = typed_by("page", "autre chose", draft.pk)
    assert client.post(reverse("accounts:draft_keep"), stolen).status_code == 404
    assert read_draft(Draft.objects.get()).fields[0][1] == SAID


def test_a_locked_session_says_nothing_of_what_is_being_typed(world: World) -> None:
    draft, client = kept(world), client_of(world.cast.referent)
    client.post(reverse("accounts:lock"))
    for address in (
        reverse("accounts:draft_list"),
        reverse("accounts:draft_offer") + "?adresse=/",
        reverse("accounts:draft_panel"),
        reverse("accounts:draft_fields", args=[draft.pk]),
    ):
        for headers in ({}, {"X-Requested-With": "fetch"}):
            answer = client.get(address, headers=headers)
            assert answer.status_code == 423
            assert SAID not in answer.content.decode()


def test_a_new_secret_key_still_reads_what_the_former_sealed(world: World, settings: Any) -> None:
    draft = kept(world)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key of fifty signs", [settings.SECRET_KEY]
    assert read_draft(draft).fields[0][1] == SAID
    again = kept(world, token=draft.pk)
    settings.SECRET_KEY_FALLBACKS = []
    assert read_draft(again).fields[0][1] == SAID
