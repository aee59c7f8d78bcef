"""Who answers for the frame passes from one to another; a peer mediator is never left without anyone to call."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import TODAY, World, client_of, make_dossier
from tisserand.accounts.departures import Held, Leaver, held_by
from tisserand.accounts.models import Membership, WorkingWeek
from tisserand.common.clock import today
from tisserand.common.rows import StaleRevision
from tisserand.sharing.choices import ConsentState
from tisserand.sharing.guarantors import SOON, able_to_guarantee, frame_of, frames_kept
from tisserand.sharing.models import Consent, Grant, GuarantorChange
from tisserand.sharing.services.consents import give_consent
from tisserand.sharing.services.guarantors import NOT_AROUND, change_guarantor, see_guarantor_change
from tisserand.sharing.tasks import tell_of_guarantor
from tisserand.sharing.tests.factories import make_consent, make_guarantor_change
from tisserand.support.models import Dossier

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AROUND = ("referent", "colleague", "coordinator", "head")


@pytest.fixture
def consent(world: World) -> Consent:
    """Open to the peer of the house; the referent answers for the frame."""
    return make_consent(world, peer=world.cast.peer, guarantor=world.cast.referent)


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    """Messages are kept in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def passed(
    world: World, consent: Consent, to: str = "colleague", by: str = "coordinator"
) -> GuarantorChange | None:
    return change_guarantor(
        actor=world.cast.actor(by),
        consent=consent,
        guarantor=getattr(world.cast, to),
        expected=consent.revision,
        now=NOW,
    )


def address(consent: Consent) -> str:
    return reverse("sharing:consent_guarantor", args=[consent.person_id, consent.pk])


def said(world: World, consent: Consent, to: str = "colleague", **more: str) -> dict[str, Any]:
    return {"guarantor": getattr(world.cast, to).pk, "revision": consent.revision} | more


def queued() -> list[dict[str, str]]:
    jobs = ProcrastinateJob.objects.filter(task_name="sharing.tell_of_guarantor")
    return [job.args for job in jobs.order_by("id")]


def read(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def panel(client: Client) -> str:
    return read(client, "sharing:guarantor_panel")


def test_it_passes_and_all_three_learn_of_it(world: World, consent: Consent) -> None:
    client = client_of(world.cast.coordinator)
    assert client.post(address(consent), said(world, consent)).status_code == 302
    consent.refresh_from_db()
    assert consent.guarantor == world.cast.colleague
    assert "Colleague Essai garantit maintenant" in panel(client_of(world.cast.referent))
    assert "Vous garantissez maintenant" in panel(client_of(world.cast.colleague))
    assert "Avec un·e pair·e" not in panel(client), "whoever did it knows"
    theirs = read(client_of(world.cast.peer), "sharing:opening_detail", consent.grants.get().pk)
    for words in ("Colleague Essai", world.cast.colleague.email, "à la suite de Referent Essai"):
        assert words in theirs
    page = read(client, "sharing:consent_detail", consent.person_id, consent.pk)
    assert "Qui a garanti le cadre" in page
    assert "Cadre garanti par Colleague Essai" in page


def test_the_message_says_nothing(world: World, consent: Consent) -> None:
    client_of(world.cast.coordinator).post(address(consent), said(world, consent))
    for one in queued():
        tell_of_guarantor(**one)
    told = sorted(to for message in mail.outbox for to in message.to)
    assert told == sorted(getattr(world.cast, who).email for who in ("referent", "colleague", "peer"))
    for message in mail.outbox:
        for secret in ("Nadia", "Essai", "Colleague", "CCAS", "pair", "accord", "http"):
            assert secret not in message.subject + str(message.body)


def test_they_may_ask_for_no_message_and_once_read_none_is_sent(world: World, consent: Consent) -> None:
    WorkingWeek.objects.create(user=world.cast.referent, wants_mail=False)
    client_of(world.cast.coordinator).post(address(consent), said(world, consent))
    told = queued()
    assert str(world.cast.referent.pk) not in {one["user_id"] for one in told}
    change, colleague = GuarantorChange.objects.get(), client_of(world.cast.colleague)
    assert colleague.post(reverse("sharing:guarantor_see", args=[change.pk])).status_code == 302
    assert panel(colleague) == ""
    for one in told:
        tell_of_guarantor(**one)
    assert [message.to for message in mail.outbox] == [[world.cast.peer.email]]
    see_guarantor_change(actor=world.cast.actor("colleague"), change=change, now=NOW)  # twice changes nothing
    with pytest.raises(Http404):
        see_guarantor_change(actor=world.cast.actor("neighbour"), change=change, now=NOW)


def test_sent_twice_it_passes_once(world: World, consent: Consent) -> None:
    client = client_of(world.cast.coordinator)
    sent = said(world, consent, _once="0198c0de-0000-7000-8000-000000000001")
    assert [client.post(address(consent), sent).status_code for _ in range(2)] == [302, 302]
    assert GuarantorChange.objects.count() == 1
    assert len(queued()) == 3


def test_only_those_around_may_and_only_someone_around(world: World, consent: Consent) -> None:
    for who in ("neighbour", "administrator", "peer", "partner", "reception"):
        with pytest.raises(Http404):
            passed(world, consent, by=who)
    for who in ("neighbour", "peer", "partner", "administrator", "former"):
        with pytest.raises(ValidationError) as refused:
            passed(world, consent, to=who)
        assert refused.value.message_dict == {"guarantor": [NOT_AROUND]}
    able = {one.user_id for one in able_to_guarantee(consent, on=TODAY)}
    assert able == {getattr(world.cast, who).pk for who in AROUND}


def test_the_same_again_changes_nothing_and_a_stale_page_shows_what_is_kept(
    world: World, consent: Consent
) -> None:
    assert passed(world, consent, to="referent") is None
    stale = said(world, consent, to="head")
    first = Consent.objects.get(pk=consent.pk)
    assert passed(world, first) is not None
    with pytest.raises(StaleRevision):
        passed(world, consent, to="head")
    answer = client_of(world.cast.coordinator).post(address(consent), stale)
    assert answer.status_code == 409
    assert "changé pendant que vous le lisiez" in answer.content.decode()


def test_without_a_peer_there_is_no_frame(world: World, consent: Consent) -> None:
    other = make_consent(world)
    with pytest.raises(ValidationError):
        passed(world, other)
    Grant.objects.filter(consent=consent).update(cut_at=NOW)
    with pytest.raises(ValidationError):
        passed(world, Consent.objects.get(pk=consent.pk))
    assert client_of(world.cast.referent).get(address(consent)).status_code == 302


def test_whoever_is_named_as_it_is_given_learns_of_it(world: World) -> None:
    draft = make_consent(world, state=ConsentState.DRAFT, peer=world.cast.peer, starts_on=None)
    asked: dict[str, Any] = {
        "actor": world.cast.actor("referent"), "decided_on": TODAY, "expected": draft.revision, "now": NOW,
    }  # fmt: skip
    draft.guarantor = world.cast.neighbour
    with pytest.raises(ValidationError):
        give_consent(consent=draft, **asked)
    draft.guarantor = world.cast.colleague
    give_consent(consent=draft, **asked)
    change = GuarantorChange.objects.get()
    assert (change.before, change.after, change.after_seen_at) == (None, world.cast.colleague, None)
    assert "Vous garantissez maintenant le cadre." in panel(client_of(world.cast.colleague))


def left(world: World, who: str) -> list[Held]:
    lines = held_by(world.cast.actor(who), Leaver(world.cast.referent, world.ccas.pk, TODAY), NOW)
    return [line for line in lines if "garant" in line.label]


def test_a_departure_leaves_no_peer_alone(world: World, consent: Consent) -> None:
    (seen,) = left(world, "administrator")
    assert seen.label.replace("\N{NO-BREAK SPACE}", " ") == "1 accord avec un·e pair·e reste sans garant·e"
    assert (seen.is_left, seen.gesture) == (True, "")
    (by_head,) = left(world, "head")
    assert by_head.gesture
    page = client_of(world.cast.head).get(by_head.url).content.decode()
    assert "Nadia Essai" in page
    assert address(consent) in page
    passed(world, consent)
    assert left(world, "head") == []


@pytest.mark.parametrize(("days", "adrift"), [(-1, True), (5, True), (SOON.days, False)])
def test_those_around_are_told_before_the_last_day(
    world: World, consent: Consent, days: int, adrift: bool
) -> None:
    last_day: date = today() + timedelta(days)
    Membership.objects.filter(user=world.cast.referent).update(until_on=last_day)
    actor, grant = world.cast.actor("coordinator"), consent.grants.get()
    assert [one.is_adrift for one in frames_kept(actor, on=today())] == [adrift]
    assert ("Qui garantira le cadre" in panel(client_of(world.cast.coordinator))) is adrift
    is_gone = days < 0
    assert (frame_of(grant, on=today()).guarantor is None) is is_gone
    page = read(client_of(world.cast.peer), "sharing:opening_detail", grant.pk)
    assert ("Personne ne garantit le cadre en ce moment" in page) is is_gone


def test_another_team_leaves_the_frame_adrift(world: World, consent: Consent) -> None:
    Consent.objects.update(guarantor=world.cast.colleague)
    head = world.cast.actor("head")
    assert [one.is_adrift for one in frames_kept(head, on=TODAY)] == [False]
    Dossier.objects.filter(pk=world.dossier.pk).update(team=world.south)
    assert [one.is_adrift for one in frames_kept(head, on=TODAY)] == [True]


def test_nobody_named_is_adrift_and_what_is_over_is_not(world: World) -> None:
    make_consent(world, peer=world.cast.peer)
    make_consent(world, peer=world.cast.peer, ends_on=TODAY - timedelta(1))
    make_consent(world)
    assert [one.is_adrift for one in frames_kept(world.cast.actor("head"), on=TODAY)] == [True]


def test_who_does_not_follow_any_more_reads_no_name(world: World, consent: Consent) -> None:
    make_guarantor_change(world, consent, before=world.cast.neighbour, after=world.cast.referent)
    told = panel(client_of(world.cast.neighbour))
    assert "Un accord que vous ne suivez plus" in told
    assert "Nadia" not in told
    assert str(world.person.pk) not in told


@pytest.mark.parametrize("name", ["sharing:guarantor_panel", "sharing:guarantor_list"])
def test_as_many_questions_whatever_their_number(name: str, world: World, consent: Consent) -> None:
    client = client_of(world.cast.head)
    make_guarantor_change(world, consent, before=world.cast.referent, after=world.cast.head)
    Consent.objects.update(guarantor=world.cast.former)
    read(client, name)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, name)
        return len(captured)

    before = asked()
    for number, who in enumerate(("referent", "colleague", "neighbour", "former", "head")):
        other = make_dossier(world.ccas, world.north, world.cast.referent, first_names=f"Une{number}")
        more = make_consent(
            world, person=other.person, peer=world.cast.peer, guarantor=getattr(world.cast, who)
        )
        make_guarantor_change(world, more, before=None, after=world.cast.head)
    assert asked() == before
