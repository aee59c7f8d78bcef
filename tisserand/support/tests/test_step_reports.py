"""What a guest says of their step: offered within what is open to them alone, a suggestion until it is taken up."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now, today
from tisserand.sharing.choices import ShareLevel
from tisserand.sharing.guest_page import Visit
from tisserand.sharing.models import CircleMember, Consent, Guest
from tisserand.sharing.services import withdraw_consent
from tisserand.sharing.tests.factories import (
    guest_actor,
    guest_client,
    make_consent,
    make_guest,
    make_member,
)
from tisserand.support.choices import Doer, ReportState, StepState
from tisserand.support.models import Step, StepReport
from tisserand.support.policies import STEP_REPORT
from tisserand.support.queries.reports import steps_of_guest
from tisserand.support.services.plan import add_goal, add_step
from tisserand.support.services.reports import decline_report, report_step, take_up_report

pytestmark = pytest.mark.django_db
HOME = "/invite/accueil/"


def doctor_of(world: World) -> CircleMember:
    """The doctor of the circle, noted once."""
    return CircleMember.objects.filter(name="Dr Exemple").order_by("pk").first() or make_member(world)


def make_step(world: World, partner: CircleMember | None = None, name: str = "") -> Step:
    """A step that is the doctor's to do, unless someone else is said."""
    actor = world.cast.actor("referent")
    goal = add_goal(actor=actor, dossier=world.dossier, title="Dormir mieux", now=now())
    who = {"partner_name": name} if name else {"partner": partner or doctor_of(world)}
    return add_step(actor=actor, goal=goal, title="Faire le certificat", doer=Doer.PARTNER, now=now(), **who)


def make_doctor(world: World, level: ShareLevel = ShareLevel.PLAN) -> tuple[Guest, str, str]:
    """Their link, and what is open to them."""
    member = doctor_of(world)
    make_consent(world, member=member, level=level)
    return make_guest(world, member)


def make_report(world: World, guest: Guest, step: Step) -> StepReport:
    """It is done, says the guest."""
    return report_step(
        visit=Visit(guest, guest_actor(guest)), step=step, done_on=today(), text="Remis.", now=now()
    )


@pytest.mark.parametrize(
    ("whose", "level", "is_theirs"),
    [
        ("theirs", ShareLevel.PLAN, True),
        ("theirs", ShareLevel.ACCOUNT, False),
        ("another of the same name", ShareLevel.PLAN, False),
        ("the same name, typed", ShareLevel.PLAN, False),
    ],
)
def test_only_their_steps_of_a_plan_that_is_open(
    world: World, whose: str, level: ShareLevel, is_theirs: bool
) -> None:
    guest = make_doctor(world, level)[0]
    made = {
        "theirs": lambda: make_step(world),
        "another of the same name": lambda: make_step(world, make_member(world)),
        "the same name, typed": lambda: make_step(world, name="Dr Exemple"),
    }
    step = made[whose]()
    assert step.partner_name == "Dr Exemple"
    visit = Visit(guest, guest_actor(guest))
    assert (step in steps_of_guest(visit)) is is_theirs
    if not is_theirs:
        with pytest.raises(Http404):
            make_report(world, guest, step)


def test_a_step_goes_to_someone_of_that_circle_only(world: World) -> None:
    elsewhere = make_member(world)
    CircleMember.objects.update(person=world.restricted.person)
    elsewhere.refresh_from_db()
    with pytest.raises(ValidationError):
        make_step(world, elsewhere)


def test_one_chooses_among_the_circle_on_the_page_of_the_plan(world: World) -> None:
    client, doctor = client_of(world.cast.referent), doctor_of(world)
    colleague = make_member(world, name="Colleague Essai", user=world.cast.colleague)
    step = make_step(world, name="Mme Autre")
    address = reverse("support:step_edit", args=[world.dossier.pk, step.pk])
    page = client.get(address)
    assert f'value="{doctor.pk}"' in page.content.decode()
    assert f'value="{colleague.pk}"' not in page.content.decode()
    form = page.context["form"]
    said = {bound.html_name: bound.field.prepare_value(bound.initial) or "" for bound in form}
    chosen = {"doer": "partner", "partner": str(doctor.pk), "partner_name": ""}
    assert client.post(address, said | chosen).status_code == 302
    step.refresh_from_db()
    assert (step.partner, step.partner_name) == (doctor, "Dr Exemple")
    page = client.get(address).context["form"]
    said = {bound.html_name: bound.field.prepare_value(bound.initial) or "" for bound in page}
    assert client.post(address, said | {"doer": "person"}).status_code == 302
    step.refresh_from_db()
    assert (step.partner, step.partner_name) == (None, "")


@pytest.mark.parametrize(("doctors", "is_found"), [(1, True), (2, False)])
def test_steps_written_before_find_who_they_named(world: World, doctors: int, is_found: bool) -> None:
    for _ in range(doctors):
        doctor = make_member(world)
    step = make_step(world, name="dr  EXEMPLE")
    import_module("tisserand.support.migrations.0006_step_partners_found").find_partners(apps, None)
    step.refresh_from_db()
    assert step.partner == (doctor if is_found else None)


def test_from_the_link_to_the_plan(world: World) -> None:
    step = make_step(world)
    guest, number, code = make_doctor(world)
    client = guest_client(number, code)
    assert "Faire le certificat" in client.get(HOME).content.decode()
    address = reverse("support:guest_step_report", args=[step.pk])
    assert client.post(address, {"outcome": "open", "text": ""}).status_code == 200
    for text in ("Remis.", "Remis en main propre."):
        client.post(address, {"outcome": "done", "done_on": today().isoformat(), "text": text})
    report = StepReport.objects.get()
    assert report.text == "Remis en main propre."
    step.refresh_from_db()
    assert step.state == StepState.PLANNED, "nothing is ticked by a suggestion"
    line = AccessEvent.objects.filter(part="support.report").latest("at")
    assert (line.actor_id, line.object_id) == (guest.pk, guest.pk), "told where the link is"
    referent = client_of(world.cast.referent)
    panel = reverse("support:report_panel")
    assert "Faire le certificat" in referent.get(panel).content.decode()
    assert client_of(world.cast.neighbour).get(panel).content == b""
    decide = reverse("support:report_decide", args=[world.dossier.pk, report.pk])
    assert "Remis en main propre." in referent.get(decide).content.decode()
    assert referent.post(decide, {"answer": "Merci."}).status_code == 302
    step.refresh_from_db()
    assert (step.state, step.done_on) == (StepState.DONE, today())
    assert referent.get(panel).content == b""


def test_not_taken_up_says_why_and_one_answers_once(world: World) -> None:
    step, guest = make_step(world), make_doctor(world)[0]
    report, actor = make_report(world, guest, step), world.cast.actor("colleague")
    with pytest.raises(ValidationError):
        decline_report(actor=actor, report=report, answer=" ", now=now())
    decline_report(actor=actor, report=report, answer="C’est l’autre certificat.", now=now())
    with pytest.raises(ValidationError):
        take_up_report(actor=actor, report=report, now=now())
    step.refresh_from_db()
    assert step.state == StepState.PLANNED
    make_report(world, guest, step)
    assert StepReport.objects.filter(state=ReportState.PROPOSED).count() == 1


def test_once_the_agreement_is_taken_back_nothing_more_is_said(world: World) -> None:
    step, guest = make_step(world), make_doctor(world)[0]
    withdraw_consent(actor=world.cast.actor("referent"), consent=Consent.objects.get(), now=now())
    with pytest.raises(Http404):
        make_report(world, guest, step)


def test_list_and_object_agree(world: World) -> None:
    step, guest = make_step(world), make_doctor(world)[0]
    make_report(world, guest, step)
    rows = list(StepReport.objects.select_related("step__goal__plan__dossier"))
    other = make_guest(world)[0]
    actors = world.cast.actors() | {"doctor": guest_actor(guest), "person": guest_actor(other)}
    seen = set()
    for who, actor in actors.items():
        for action in STEP_REPORT.rules:
            listed = set(STEP_REPORT.filter(actor, action, StepReport.objects.all()))
            assert listed == {row for row in rows if STEP_REPORT.may(actor, action, row)}, (who, action)
            seen |= {(who, action.value)} if listed else set()
    assert {who for who, action in seen if action == "edit"} == {
        "referent",
        "colleague",
        "coordinator",
        "head",
    }
    assert ("doctor", "read") in seen
