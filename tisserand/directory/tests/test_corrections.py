"""A sheet corrected here: kept apart from what its producer says, never written over without showing both."""

from __future__ import annotations

from typing import Any

import pytest
from data_inclusion.schema.v1 import Service as ServiceRecord
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import World, client_of
from tisserand.accounts.actors import Actor
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now
from tisserand.common.rows import StaleRevision
from tisserand.directory.choices import CorrectionState
from tisserand.directory.models import Correction, Service, Structure
from tisserand.directory.queries import service_records
from tisserand.directory.services.corrections import Corrections, correct_sheet, keep_ours, undo_correction
from tisserand.directory.tests.factories import MEAL, PLACE, load, make_service

pytestmark = pytest.mark.django_db
THEIRS, OURS, NEWER = "+33476000000", "+33476111111", "+33476222222"


@pytest.fixture
def service() -> Service:
    return make_service(telephone=THEIRS)


@pytest.fixture
def actor(world: World) -> Actor:
    return world.cast.actor("referent")


def correct(actor: Actor, service: Service, **columns: Any) -> list[Correction]:
    service.refresh_from_db()
    return correct_sheet(
        actor=actor, sheet=service, columns=columns, why="J’ai appelé", expected=service.revision, now=now()
    )


def received(**said: Any) -> Service:
    """The producer publishes again."""
    load(MEAL | {"id": "essai--1-service", "structure_id": "essai--1", "telephone": THEIRS} | said)
    return Service.objects.get()


def test_the_sheet_shows_ours_and_keeps_theirs(actor: Actor, service: Service):
    [made] = correct(actor, service, phone=OURS)
    service.refresh_from_db()
    assert (service.phone, service.given["telephone"]) == (OURS, THEIRS)
    assert (made.field, made.value, made.received, made.author_id) == (
        "telephone",
        OURS,
        THEIRS,
        actor.user_id,
    )
    assert AccessEvent.objects.filter(part="directory.correction", object_id=service.pk).count() == 1


def test_a_number_is_kept_as_the_schema_writes_it(actor: Actor, service: Service):
    correct(actor, service, phone="04 76 11 11 11")
    service.refresh_from_db()
    assert service.phone == OURS


def test_what_the_schema_refuses_is_told_under_its_field(actor: Actor, service: Service):
    with pytest.raises(ValidationError) as refusal:
        correct(actor, service, email="pas une adresse", publics=["tous-publics", "femmes"])
    assert set(refusal.value.message_dict) == {"email", "publics"}
    assert not Correction.objects.exists()


def test_a_new_import_that_says_the_same_as_before_changes_nothing(actor: Actor, service: Service):
    correct(actor, service, phone=OURS)
    again = received(frais="payant")
    assert (again.phone, again.fees) == (OURS, "payant")
    assert not Correction.objects.get().is_to_review


def test_a_new_value_is_shown_beside_ours_and_either_is_kept(actor: Actor, service: Service, world: World):
    correct(actor, service, phone=OURS)
    again = received(telephone=NEWER)
    assert (again.phone, again.given["telephone"]) == (OURS, NEWER)
    client = client_of(world.cast.referent)
    page = client.get(reverse("directory:correction_list")).content.decode()
    for value in ("04 76 00 00 00", "04 76 11 11 11", "04 76 22 22 22"):
        assert value in page.replace("\u00a0", " ")
    correction = Correction.objects.get()
    client.post(reverse("directory:correction_keep", args=[correction.pk]), {"depuis": "liste"})
    assert "Rien à revoir" in client.get(reverse("directory:correction_list")).content.decode()
    assert received(telephone=NEWER, frais="payant").phone == OURS
    assert not Correction.objects.get().is_to_review
    received(telephone=THEIRS)
    client.post(reverse("directory:correction_take", args=[correction.pk]))
    service.refresh_from_db()
    assert service.phone == THEIRS
    assert Correction.objects.get().state == CorrectionState.THEIRS


def test_once_the_producer_says_the_same_it_is_over(actor: Actor, service: Service):
    correct(actor, service, phone=OURS)
    assert received(telephone=OURS).phone == OURS
    assert Correction.objects.get().state == CorrectionState.CAUGHT_UP
    assert received(telephone=NEWER).phone == NEWER


def test_it_is_undone_once(actor: Actor, service: Service):
    [made] = correct(actor, service, phone=OURS)
    for _ in range(2):
        undo_correction(actor=actor, correction=made, now=now())
    service.refresh_from_db()
    assert service.phone == THEIRS
    assert Correction.objects.get().state == CorrectionState.UNDONE


def test_corrected_again_the_first_is_kept_as_past(actor: Actor, service: Service):
    correct(actor, service, phone=OURS)
    correct(actor, service, phone=NEWER)
    states = Correction.objects.order_by("created_at").values_list("state", flat=True)
    assert list(states) == [CorrectionState.REPLACED, CorrectionState.OPEN]
    correct(actor, service, phone=THEIRS)
    assert not Correction.objects.filter(state=CorrectionState.OPEN).exists()


def test_what_disappeared_comes_back_with_ours(actor: Actor, service: Service):
    correct(actor, service, phone=OURS)
    load(PLACE, is_whole=True)
    Service.objects.update(gone_on="2026-10-01")
    again = received()
    assert (again.gone_on, again.phone) == (None, OURS)
    Service.objects.update(gone_on="2026-10-01")
    assert received(frais="payant").phone == OURS


def test_two_people_correct_at_once(actor: Actor, service: Service):
    stale = service.revision
    correct(actor, service, phone=OURS)
    with pytest.raises(StaleRevision):
        correct_sheet(
            actor=actor, sheet=service, columns={"phone": NEWER}, why="non", expected=stale, now=now()
        )


def test_whoever_only_reads_corrects_nothing(world: World, service: Service):
    with pytest.raises(PermissionDenied):
        correct(world.cast.actor("peer"), service, phone=OURS)


def test_what_goes_out_is_ours_or_as_received(actor: Actor, service: Service):
    correct(actor, service, phone=OURS)
    [ours], [theirs] = list(service_records()), list(service_records(as_received=True))
    assert (ours["telephone"], theirs["telephone"]) == (OURS, THEIRS)
    assert ours["date_maj"] == theirs["date_maj"]
    for record in (ours, theirs):
        ServiceRecord.model_validate({name: value for name, value in record.items() if value is not None})


def page_of(client: Client, address: str) -> dict[str, Any]:
    form = client.get(address).context["form"]
    values = {bound.html_name: bound.field.prepare_value(bound.initial) for bound in form}
    return {name: value for name, value in values.items() if value is not None}


def test_from_the_page_only_what_was_changed_is_a_correction(world: World, service: Service):
    client = client_of(world.cast.reception)
    address = reverse("directory:sheet_correct", args=["services", service.pk])
    fields = page_of(client, address)
    answer = client.post(address, fields | {"phone": "0476111111", "why": "J’ai appelé"})
    assert answer.status_code == 302
    [made] = Correction.objects.all()
    assert (made.field, made.value) == ("telephone", OURS)
    stale = client.post(address, fields | {"phone": "0476222222", "why": "Moi aussi"})
    assert stale.status_code == 409
    assert "0476222222" in stale.content.decode()
    wrong = client.post(address, page_of(client, address) | {"postcode": "3800", "why": "non"})
    assert "est trop court" in wrong.content.decode()
    structure = reverse("directory:sheet_correct", args=["structures", service.structure_id])
    fields = page_of(client, structure) | {"siret": "77556026100016", "why": "vu sur place"}
    assert "la clé de 77556026100016 est fausse" in client.post(structure, fields).content.decode()
    assert Structure.objects.get().siret == ""


def test_lists_are_corrected_too(world: World, service: Service):
    client = client_of(world.cast.reception)
    address = reverse("directory:sheet_correct", args=["services", service.pk])
    fields = page_of(client, address) | {"publics": ["femmes", "familles"], "why": "leur site"}
    assert client.post(address, fields).status_code == 302
    assert Service.objects.get().publics == ["familles", "femmes"]


VALUES = st.sampled_from([None, THEIRS, OURS, NEWER])


@given(
    first=VALUES,
    said=st.lists(
        st.one_of(
            VALUES.map(lambda v: ("theirs", v)), VALUES.map(lambda v: ("ours", v)), st.just(("keep", None))
        ),
        max_size=6,
    ),
)
def test_the_sheet_never_shows_another_value_than_one_that_someone_said(first, said):
    """Whatever comes in whichever order, ours is shown while it holds, and what differs is told."""

    class Held:
        def __init__(self, value, received):
            self.field, self.value, self.received = "telephone", value, received
            self.is_to_review, self.state, self.closed_at = False, CorrectionState.OPEN, None

    theirs, held = first, None
    shown = theirs
    for what, value in said:
        if what == "ours":
            held = Held(value, theirs) if value != theirs else None
            shown = value
        elif what == "keep" and held is not None:
            held.received, held.is_to_review = theirs, False
        elif what == "theirs":
            theirs = value
            batch = Corrections.__new__(Corrections)
            batch.now, batch.met = now(), []
            batch.by_key = {"x": [held]} if held else {}
            shown = batch.over("x", {"telephone": theirs})["telephone"]
            if held and held.state == CorrectionState.CAUGHT_UP:
                held = None
        assert shown == (held.value if held else theirs)
        if held is not None:
            assert held.value != theirs
            assert held.is_to_review == (theirs != held.received)


def test_keeping_ours_twice_changes_nothing(actor: Actor, service: Service):
    [made] = correct(actor, service, phone=OURS)
    received(telephone=NEWER)
    for _ in range(2):
        assert keep_ours(actor=actor, correction=made, now=now()).received == NEWER
