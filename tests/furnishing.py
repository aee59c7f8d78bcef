"""Something in every table that tells of someone: of each dossier, of each organisation, in each state.

For the tests of the second wall, which read every table whole.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Model

from tests.cast import TODAY, World, make_dossier
from tisserand.audit.services import record_read
from tisserand.coordination.choices import ConferenceState, Seat
from tisserand.coordination.models import Availability, KeptAs, ListeningTurn, Mention, Minutes, ProposedPoint
from tisserand.coordination.referral_choices import ReferralState
from tisserand.coordination.tests.conference_factories import (
    invite_partner,
    make_conference,
    make_decision,
    make_item,
    make_sister,
    make_time,
    sit,
)
from tisserand.coordination.tests.factories import make_message, make_reading, make_thread
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.people.choices import ContactKind, Tie
from tisserand.people.models import (
    CirclePicture,
    ContactPoint,
    DuplicatePair,
    Household,
    HouseholdMember,
    Merge,
    NotDuplicate,
    Person,
    Registration,
    Relation,
)
from tisserand.people.tests.factories import make_opening
from tisserand.sharing.choices import Basis, BlockReach, ConsentState, ShareLevel, Topic
from tisserand.sharing.models import CircleMember, Grant, JoinRequest, SharingCode
from tisserand.sharing.tests.factories import (
    make_block,
    make_consent,
    make_guarantor_change,
    make_guest,
    make_guest_message,
    make_member,
    make_path,
    make_proposal,
    make_record_elsewhere,
    make_same,
)
from tisserand.support import models as support
from tisserand.support.choices import DeadlineKind, ItemKind, WelcomeOutcome

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SINCE = date(2026, 1, 5)


def furnish(world: World) -> None:
    """Fill the world, two more dossiers of the association included."""
    cast, street = world.cast, world.association.teams.get()
    make_dossier(world.ccas, world.south, cast.neighbour, first_names="Odette")
    make_dossier(world.association, street, cast.partner, first_names="Yonas")
    make_dossier(world.association, street, cast.two_hats, restricted=True, first_names="Inès")
    for number, dossier in enumerate(support.Dossier.objects.order_by("pk")):
        _fill(world, dossier, number)
    _around_people(world)
    _agreements(world)
    _guests(world)
    _same_person(world)
    _threads(world)
    _meetings(world)
    _referrals(world)
    _emergencies(world)
    _trail(world)


def _fill(world: World, dossier: support.Dossier, number: int) -> None:
    """What one dossier holds."""
    cast, its = world.cast, {"dossier": dossier, "person": dossier.person}
    about = {"person": dossier.person}
    create = _create
    create(support.Request, **its, words="…", asked_on=TODAY)
    create(support.PhaseChange, **its, phase="contact", changed_on=TODAY)
    create(support.Victory, **its, words="…", happened_on=TODAY, noted_by=cast.referent)
    create(support.Deadline, **its, kind=DeadlineKind.HEARING, title="…", due_on=TODAY, owner=cast.referent)
    for user in (cast.referent, cast.colleague, cast.partner):
        create(support.PutOff, **its, user=user, until_on=TODAY)
    for visibility in ("author", "team", "shareable"):
        for author in (cast.colleague, cast.partner):
            entry = create(
                support.Entry, **its, author=author, visibility=visibility, body="…", happened_at=NOW
            )
            create(
                support.EntryVersion, **about, entry=entry, body="…", kind=entry.kind, visibility=visibility,
                happened_at=NOW, replaced_by=author,
            )  # fmt: skip
    for visibility in ("confidential", "team", "shareable"):
        for user in (cast.colleague, cast.partner):
            document = create(support.Document, **its, title="…", visibility=visibility, added_by=user)
            create(
                support.DocumentVersion, **about, document=document, key=f"{document.pk}", file_name="…",
                media_type="image/png", size=1, digest="-", added_by=user,
            )  # fmt: skip
    _plan_and_map(world, its, about)
    create(
        support.Referent, **its, user=cast.neighbour, since_on=SINCE, until_on=SINCE,
        reads_until_on=TODAY + timedelta(days=number % 3 - 1),
    )  # fmt: skip
    for state, receiver in (("proposed", cast.neighbour), ("done", cast.colleague)):
        batch = support.HandoverBatch.objects.create(
            organisation=dossier.organisation, started_by=cast.coordinator, takes_effect_on=TODAY
        )
        create(
            support.Handover, **its, batch=batch, state=state, giver=cast.referent, receiver=receiver,
            proposed_by=cast.neighbour, takes_effect_on=TODAY, effected_at=NOW,
        )  # fmt: skip
    for said in ({}, about, its):
        for user in (cast.reception, cast.referent, cast.administrator):
            create(
                support.FirstWelcome, organisation=dossier.organisation, welcomed_by=user, welcomed_at=NOW,
                request="…", outcome=WelcomeOutcome.INFORMED, **said,
            )  # fmt: skip


def _plan_and_map(world: World, its: dict[str, Any], about: dict[str, Any]) -> None:
    by = world.cast.referent
    drawn = _create(support.SituationMap, **its)
    items = {
        topic: _create(support.MapItem, **about, map=drawn, kind=ItemKind.DIFFICULTY, topic=topic, title="…")
        for topic in (Topic.HOUSING, Topic.HEALTH, Topic.MONEY)
    }
    _create(
        support.MapLink,
        **about,
        map=drawn,
        source=items[Topic.HOUSING],
        target=items[Topic.HEALTH],
        kind="feeds",
    )
    _create(support.MapSnapshot, **about, map=drawn, taken_on=TODAY, taken_by=by, content={})
    plan = _create(support.Plan, **its)
    for topics in ((Topic.HOUSING,), (Topic.HOUSING, Topic.HEALTH), ()):
        for state in ("active", "set_aside"):
            ended = {"ended_on": TODAY, "end_reason": "…"} if state == "set_aside" else {}
            goal = _create(support.Goal, **about, plan=plan, title="…", state=state, **ended)
            goal.answers.set(items[topic] for topic in topics)
            for step_state in ("planned", "abandoned"):
                why = {"state_reason": "…"} if step_state == "abandoned" else {}
                _create(support.Step, **about, **why, goal=goal, title="…", state=step_state)
    shown = {"content": {}, "digest": "-"}
    _create(
        support.PlanAgreement,
        **about,
        **shown,
        plan=plan,
        version=1,
        agreed_on=TODAY,
        expression="spoken",
        agreed_by=by,
    )
    _create(support.PlanRefusal, **about, **shown, plan=plan, declined_on=TODAY, noted_by=by)
    review = _create(support.Review, **about, plan=plan, planned_on=TODAY, written_by=by)
    _create(support.ReviewedGoal, **about, review=review, goal=goal, progress="moving")


def _around_people(world: World) -> None:
    """Contacts, homes and ties of everyone; one home and one tie across organisations; records brought together."""
    everyone = list(Person.objects.order_by("pk"))
    home = Household.objects.create()
    for person, other in zip(everyone, [*everyone[1:], everyone[0]], strict=True):
        _create(ContactPoint, person=person, kind=ContactKind.PHONE, value="+33600000000")
        _create(Relation, person=person, other=other, tie=Tie.SIBLING)
        _create(CirclePicture, person=person)
    for person in (world.person, Person.objects.get(first_names="Yonas")):
        _create(HouseholdMember, household=home, person=person)
    _create(HouseholdMember, household=Household.objects.create(), person=world.restricted.person)
    for organisation in (world.ccas, world.association):
        for user in (world.cast.coordinator, world.cast.neighbour, world.cast.head, world.cast.two_hats):
            brought = support.CaseloadImport.objects.create(
                organisation=organisation, started_by=user, file_name="…"
            )
            _create(support.ImportRow, caseload_import=brought, number=1, cells={}, person=world.person)
    for first, second in pairwise(everyone):
        pair = {"first": first, "second": second}
        _create(NotDuplicate, **pair)
        _create(DuplicatePair, **pair, organisation=world.ccas, probability=0.9, weight=5.0)
    for kept in (world.person, world.restricted.person):
        absorbed = Person.objects.create(first_names="Nadia", merged_into=kept)
        Registration.objects.create(person=absorbed, organisation=world.ccas, is_merged=True)
        _create(Merge, organisation=world.ccas, kept=kept, absorbed=absorbed, merged_at=NOW)


def _agreements(world: World) -> None:
    """To everyone there, to someone, as far as it may and less; not given, not begun, over, cut."""
    notes = list(support.Entry.objects.filter(dossier=world.dossier).values_list("pk", flat=True))
    papers = list(support.Document.objects.filter(dossier=world.dossier).values_list("pk", flat=True))
    for topic in (Topic.HOUSING, Topic.HEALTH):
        make_block(world, topic)
    make_block(world, Topic.MONEY, reach=BlockReach.TEAM)
    make_block(world, person=world.restricted.person)
    make_path(world, make_member(world))
    chosen = {"notes": notes, "documents": papers}
    to_someone = make_consent(world, user=world.cast.partner, topics=[Topic.HOUSING], **chosen)
    make_consent(world, level=ShareLevel.KNOWS)
    for ends_on in (
        None,
        TODAY - timedelta(days=1),
    ):  # to the peer of the house, who said something through each
        voice = make_consent(world, peer=world.cast.peer, level=ShareLevel.PLAN, ends_on=ends_on).grants.get()
        _create(
            support.Entry, dossier=world.dossier, person=world.person, author=world.cast.peer, voice=voice,
            body="Elle tient.", happened_at=NOW,
        )  # fmt: skip
        for before, after in ((None, world.cast.referent), (world.cast.referent, world.cast.neighbour)):
            make_guarantor_change(world, voice.consent, before=before, after=after)
    for state in (ConsentState.DRAFT, ConsentState.REFUSED, ConsentState.WITHDRAWN):
        make_consent(world, state=state, **chosen)
    make_consent(world, person=world.restricted.person, starts_on=TODAY + timedelta(days=1), **chosen)
    make_consent(
        world,
        person=world.restricted.person,
        starts_on=SINCE,
        decided_on=SINCE,
        ends_on=TODAY - timedelta(days=1),
    )
    for user in (world.cast.partner, world.cast.two_hats):
        make_proposal(world, grant=to_someone.grants.get(), author=user)
    for person in (world.person, world.restricted.person):
        code = _create(
            SharingCode, person=person, organisation=world.ccas, digest=f"{person.pk}", made_by=world.cast.referent,
            expires_at=NOW,
        )  # fmt: skip
        _create(
            JoinRequest, code=code, person=person, organisation=world.ccas, from_organisation=world.association,
            from_user=world.cast.partner, said_name="…", purpose="…",
        )  # fmt: skip


def _same_person(world: World) -> None:
    """Of the association's own people: of whom the CCAS opened, of whom it did not, of whom a request waits."""
    same = make_same(world)
    make_same(world, same.person, theirs=world.restricted.person)
    waiting = JoinRequest.objects.filter(person=world.restricted.person).first()
    make_same(world, theirs=make_record_elsewhere(world), said_by=world.cast.two_hats, request=waiting)
    make_same(world, ended_at=NOW, ended_by=world.cast.partner, said_by=world.cast.two_hats)


def _emergencies(world: World) -> None:
    """Open on a restricted person and on another team's, over, and in vain."""
    cast = world.cast
    make_opening(world, person=world.restricted.person)
    make_opening(world, by=cast.reception, person=world.person)
    make_opening(world, by=cast.coordinator, person=world.restricted.person, is_over=True)
    make_opening(world, by=cast.two_hats)
    # Where the organisation does not know the person, it opens nothing.
    make_opening(world, by=cast.partner, person=world.person, organisation=world.association)


def _guests(world: World) -> None:
    """Someone of the circle by a link, to whom an agreement opens; the person; a link that ended; what was said."""
    member, other = make_member(world, name="Dr Koné"), make_member(world, name="M. Bailleur")
    notes = list(support.Entry.objects.filter(dossier=world.dossier).values_list("pk", flat=True))
    for whom, said in ((member, {}), (None, {}), (other, {"ended_at": NOW, "ended_why": "revoked"})):
        guest, _, _ = make_guest(world, whom, **said)
        make_guest_message(world, guest)
        step = support.Step.objects.filter(goal__plan__dossier=world.dossier).order_by("pk").first()
        _create(support.StepReport, step=step, person=guest.person, guest=guest, text="Pas encore.")
    attached = {"ended_at": NOW, "ended_why": "attached", "user": world.cast.partner}
    make_guest_message(world, make_guest(world, make_member(world, name="Mme Relais"), **attached)[0])
    for whom in (member, other):
        consent = make_consent(world, notes=notes, topics=[Topic.HOUSING])
        consent.grants.update(to_organisation=None, to_member=whom)
    untold = make_consent(
        world, informed_on=None, informed_how="", notice="", basis=Basis.DANGER, not_informed_reason="…"
    )
    for row in (untold, untold.grants.get()):
        record_read(
            actor=world.cast.actor("referent"),
            person_id=row.person_id,
            part="sharing.consent",
            object_id=row.pk,
        )


def _threads(world: World) -> None:
    """About each topic and none, shareable or not, of each dossier."""
    for dossier in support.Dossier.objects.all():
        for topic in (Topic.HOUSING, ""):
            for reach in BlockReach:
                thread = make_thread(world, dossier=dossier, topic=topic, reach=reach)
                message = make_message(world, thread)
                make_reading(thread, world.cast.partner, world.association)
                _create(Mention, message=message, person=dossier.person, user=world.cast.colleague)
                entry = support.Entry.objects.filter(dossier=dossier)[0]
                _create(
                    KeptAs, message=message, person=dossier.person, entry=entry, kept_by=world.cast.referent
                )


def _meetings(world: World) -> None:
    """Announced or not, about several topics, with someone of elsewhere by openings of every kind."""
    for person, topics in (
        (world.person, [Topic.HOUSING]),
        (world.person, list(Topic)),
        (world.restricted.person, []),
    ):
        for state in (ConferenceState.PREPARING, ConferenceState.MINUTES):
            meeting = make_conference(world, state, person=person)
            about = {"conference": meeting, "person": person}
            partner, _ = invite_partner(
                world, meeting, person=person, topics=[str(topic) for topic in topics]
            )
            sit(meeting, Seat.RELATIVE, member=make_sister(world))
            make_item(meeting, "Les nuits", [Topic.HEALTH])
            make_item(meeting, "La suite", [])
            make_decision(meeting)
            for seat in meeting.attendees.all():
                _create(
                    Availability,
                    time=make_time(meeting, seat.pk.int % 9999),
                    attendee=seat,
                    person=person,
                    says="yes",
                )
                _create(ProposedPoint, **about, attendee=seat, words="…")
            _create(ListeningTurn, **about, attendee=partner, round=1, position=0)
            _create(
                Minutes,
                **about,
                version=1,
                content={},
                digest="-",
                term_on=TODAY,
                issued_by=world.cast.referent,
            )


def _referrals(world: World) -> None:
    """In each state, to the association, to a doctor who has a link; by itself, or under an agreement."""
    doctor = CircleMember.objects.filter(guests__ended_at=None).first()
    consents = [
        make_consent(world),
        make_consent(world, ends_on=TODAY - timedelta(1)),
        make_consent(world, user=world.cast.two_hats),
    ]
    for state in ReferralState:
        make_referral(world, state)
        make_referral(world, state, to_organisation=None, to_name="Épicerie", member=doctor)
        make_referral(world, state, consent=consents[0])
    for consent in consents[1:]:
        make_referral(world, consent=consent)
    make_referral(world, dossier=world.restricted)
    make_referral(world, ReferralState.REFUSED, closed_on=TODAY - timedelta(40))
    for dossier in support.Dossier.objects.filter(organisation=world.association):
        make_referral(
            world, dossier=dossier, to_organisation=world.ccas, to_name="CCAS", prepared_by=world.cast.partner
        )


def _trail(world: World) -> None:
    """Each reads something of everyone; a partner through an opening."""
    for actor in world.cast.actors().values():
        for person in Person.objects.all():
            record_read(actor=actor, person_id=person.pk, part="people.person")
    for grant in Grant.objects.all():
        partner = world.cast.actor("partner")
        record_read(actor=partner, person_id=grant.person_id, part="sharing.opening", object_id=grant.pk)


def _create(model: type[Model], **said: Any) -> Any:
    return model._base_manager.create(**said)
