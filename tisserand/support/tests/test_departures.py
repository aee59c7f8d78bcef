"""Someone leaves: their roles end by themselves, what they hold is counted and given back, nobody is left unsaid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from tests.cast import SINCE, World, client_of, join, make_dossier, make_user
from tisserand.accounts.choices import DepartureState, Role
from tisserand.accounts.departures import Leaver, held_by
from tisserand.accounts.models import Departure, Invitation, Membership
from tisserand.accounts.services.departures import (
    DepartureRefused,
    call_off_departure,
    move_departure,
    plan_departure,
)
from tisserand.accounts.services.memberships import LastAdministrator, close_member
from tisserand.accounts.tasks import complete_departures
from tisserand.common.clock import now
from tisserand.people.models import Keyholder, Registration
from tisserand.support.choices import DeadlineKind
from tisserand.support.load import team_load
from tisserand.support.models import Deadline
from tisserand.support.services.handover_batches import run_batch, start_batch
from tisserand.support.services.leaving import give_tasks_back

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def today() -> date:
    return timezone.localdate(now())


def plan(
    world: World, who: str = "referent", *, by: str = "administrator", on: date | None = None
) -> Departure:
    return plan_departure(
        actor=world.cast.actor(by), member=getattr(world.cast, who), last_day=on or today() + WEEK, now=now()
    )


def test_the_load_says_who_leaves_and_when(world: World) -> None:
    departure = plan(world)
    load = team_load(world.cast.actor("head"), today=today())
    leaving = {share.name: share.leaves_on for share in load.shares}
    assert leaving["Referent Essai"] == departure.last_day
    assert leaving["Colleague Essai"] is None
    assert "part le" in client_of(world.cast.head).get("/charge/").content.decode()


def lines(world: World, who: str = "referent", *, by: str = "head") -> dict[str, str]:
    """What is left to do and what looks after itself, each with the address of its gesture."""
    leaver = Leaver(getattr(world.cast, who), world.ccas.pk, today() + WEEK)
    return {line.label: line.url for line in held_by(world.cast.actor(by), leaver, now())}


def over(departure: Departure) -> Departure:
    """Let the last day be over, and close what is left."""
    yesterday = today() - timedelta(days=1)
    Departure.objects.filter(pk=departure.pk).update(last_day=yesterday)
    Membership.objects.filter(pk__in=departure.roles).update(until_on=yesterday)
    complete_departures(timestamp=0)
    departure.refresh_from_db()
    return departure


def test_the_roles_end_with_the_last_day_and_run_again_if_they_stay(world: World) -> None:
    cast = world.cast
    short = Membership.objects.create(
        user=cast.referent, organisation=world.ccas, team=world.south, role=Role.WORKER, since_on=SINCE,
        until_on=today() + timedelta(days=2),
    )  # fmt: skip
    later = Membership.objects.create(
        user=cast.referent, organisation=world.ccas, role=Role.RECEPTION, since_on=today() + 2 * WEEK
    )
    before = set(cast.referent.memberships.values_list("pk", "since_on", "until_on"))
    departure = plan(world)
    ends = dict(cast.referent.memberships.values_list("pk", "until_on"))
    assert ends.pop(short.pk) == short.until_on
    assert set(ends.values()) == {departure.last_day}
    assert not cast.referent.memberships.current(departure.last_day + timedelta(days=1)).exists()
    call_off_departure(actor=cast.actor("administrator"), departure=departure, now=now())
    assert set(cast.referent.memberships.values_list("pk", "since_on", "until_on")) == before
    assert later.pk in {pk for pk, _, _ in before}


def test_another_last_day_moves_the_ends(world: World) -> None:
    departure, day = plan(world), today() + 3 * WEEK
    move_departure(
        actor=world.cast.actor("administrator"), departure=departure, last_day=day, expected=departure.revision,
        now=now(),
    )  # fmt: skip
    assert world.cast.referent.memberships.get().until_on == day


def test_what_cannot_be_is_refused(world: World) -> None:
    with pytest.raises(DepartureRefused):
        plan(world, on=today() - timedelta(days=1))
    plan(world)
    with pytest.raises(DepartureRefused, match="déjà noté"):
        plan(world)
    with pytest.raises(DepartureRefused, match="plus d’accès"):
        plan(world, "former")
    with pytest.raises(LastAdministrator):
        plan(world, "administrator")
    for who in ("head", "referent", "partner"):
        with pytest.raises((PermissionDenied, Http404)):
            plan(world, "colleague", by=who)
    assert Departure.objects.count() == 1


def test_the_page_says_how_many_dossiers_would_have_nobody(world: World) -> None:
    cast, head = world.cast, world.cast.actor("head")
    for number in range(3):
        make_dossier(world.ccas, world.north, cast.referent, first_names=f"P{number}")
    plan(world)
    said = lines(world)
    assert said["5\u00a0dossiers restent sans référent·e"].endswith(f"?de={cast.referent.pk}")
    assert lines(world, by="administrator")["5\u00a0dossiers restent sans référent·e"] == ""
    batch = start_batch(
        actor=head, choices={world.dossier: cast.colleague}, takes_effect_on=today() + WEEK, reading_days=0, now=now()
    )  # fmt: skip
    run_batch(actor=head, batch=batch, now=now())
    said = lines(world)
    assert "4\u00a0dossiers restent sans référent·e" in said
    assert "1\u00a0résumé de relais à relire" in said


def test_no_name_of_a_person_is_on_the_page(world: World) -> None:
    departure = plan(world)
    for who in ("administrator", "head"):
        html = (
            client_of(getattr(world.cast, who))
            .get(reverse("accounts:departure_detail", args=[departure.pk]))
            .content.decode()
        )
        assert "restent sans référent·e" in html
        for name in (world.person.first_names, world.restricted.person.first_names, "Discrète"):
            assert name not in html


def test_after_the_last_day_all_is_closed_and_counted(world: World) -> None:
    cast = world.cast
    client = client_of(cast.referent)
    client_of(cast.colleague)
    registration = Registration.objects.get(person=world.restricted.person)
    Keyholder.objects.create(registration=registration, user=cast.colleague)
    Invitation.objects.create(
        organisation=world.ccas, role="reception", email="n@exemple.test", invited_by=cast.referent,
        key_digest="essai", expires_at=now() + WEEK,
    )  # fmt: skip
    SocialAccount.objects.create(user=cast.referent, provider="https://ailleurs.test", uid="sub")
    departure = over(plan(world))
    assert departure.state == DepartureState.DONE
    assert departure.report["identities"] == 1
    assert departure.report["sessions"] == 1
    assert departure.report["keys"] == 1
    assert departure.report["invitations"] == 1
    assert departure.report["second_factors"] == 1
    assert Session.objects.count() == 1
    assert not Keyholder.objects.filter(user=cast.referent).exists()
    assert client.get(reverse("support:today")).status_code == 302
    again = dict(departure.report)
    complete_departures(timestamp=0)
    departure.refresh_from_db()
    assert departure.report == again
    page = (
        client_of(cast.head).get(reverse("accounts:departure_detail", args=[departure.pk])).content.decode()
    )
    assert "2\u00a0dossiers restent sans référent·e" in page


def test_the_last_key_of_a_restricted_person_stays(world: World) -> None:
    assert "1\u00a0personne à accès restreint n’a que sa clé" in lines(world)
    departure = over(plan(world))
    assert departure.report["keys"] == 0
    assert departure.report["keys_kept"] == 1


def test_nothing_is_closed_before_the_day_is_over(world: World) -> None:
    departure = plan(world, on=today())
    complete_departures(timestamp=0)
    departure.refresh_from_db()
    assert departure.is_planned


def test_someone_who_works_elsewhere_keeps_their_second_factor(world: World) -> None:
    user = make_user("deux")
    join(user, world.ccas, Role.RECEPTION)
    join(user, world.association, Role.RECEPTION)
    departure = plan_departure(
        actor=world.cast.actor("administrator"), member=user, last_day=today() + WEEK, now=now()
    )
    assert "second_factors" not in over(departure).report
    assert user.memberships.current(today()).count() == 1


def test_someone_who_comes_back_finds_their_roles(world: World) -> None:
    departure = over(plan(world))
    call_off_departure(actor=world.cast.actor("administrator"), departure=departure, now=now())
    assert world.cast.referent.memberships.get().until_on is None


def test_dates_in_others_dossiers_go_back_to_who_holds_the_thread(world: World) -> None:
    cast = world.cast
    deadline = Deadline.objects.create(
        dossier=world.dossier, person=world.person, kind=DeadlineKind.HEARING, title="Audience", due_on=today(),
        owner=cast.colleague,
    )  # fmt: skip
    assert any("1\u00a0échéance dans des dossiers" in label for label in lines(world, "colleague"))
    leaver = Leaver(cast.colleague, world.ccas.pk, today())
    for who in ("administrator", "coordinator", "partner"):
        with pytest.raises((PermissionDenied, Http404)):
            give_tasks_back(actor=cast.actor(who), leaver=leaver, now=now())
    assert give_tasks_back(actor=cast.actor("head"), leaver=leaver, now=now()) == 1
    assert give_tasks_back(actor=cast.actor("head"), leaver=leaver, now=now()) == 0
    deadline.refresh_from_db()
    assert deadline.owner == cast.referent
    assert not any("dans des dossiers" in label for label in lines(world, "colleague"))


def test_an_access_closed_by_hand_meanwhile_stays_closed(world: World) -> None:
    administrator = world.cast.actor("administrator")
    departure = plan(world)
    close_member(actor=administrator, member=world.cast.referent, now=now())
    call_off_departure(actor=administrator, departure=departure, now=now())
    assert not world.cast.referent.memberships.current(today()).exists()


def test_a_role_given_meanwhile_ends_with_the_departure(world: World) -> None:
    departure = plan(world)
    late = Membership.objects.create(
        user=world.cast.referent, organisation=world.ccas, role=Role.RECEPTION, since_on=SINCE
    )
    over(departure)
    late.refresh_from_db()
    assert late.until_on == today() - timedelta(days=1)
    departure.refresh_from_db()
    call_off_departure(actor=world.cast.actor("administrator"), departure=departure, now=now())
    late.refresh_from_db()
    assert late.until_on is None
