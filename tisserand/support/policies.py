"""Who may know of a dossier, read it, write in it, lead it; and who may read one note of it."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Team
from tisserand.common.access import NEVER, AccessTable, Action, predicate, settled
from tisserand.common.questions import question
from tisserand.people.emergencies import RIGHT
from tisserand.people.models import Keyholder, Registration
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import OPENING
from tisserand.support.choices import DocumentVisibility, HandoverState, Visibility
from tisserand.support.models import (
    CaseloadImport,
    Deadline,
    Document,
    Dossier,
    Entry,
    FirstWelcome,
    Handover,
    HandoverBatch,
    Referent,
    Step,
    StepReport,
    Victory,
)


def _registrations(actor: Actor, **conditions: object) -> Exists:
    return Exists(
        Registration.objects.filter(
            person_id=OuterRef("person_id"), organisation_id=actor.organisation_id, **conditions
        )
    )


def _in_teams(actor: Actor, *roles: Role) -> Q:
    teams = actor.teams_as(*roles)
    return Q(team_id__in=teams) if teams else NEVER


@predicate(where=lambda actor: Q(organisation_id=actor.organisation_id) if actor.is_member else NEVER)
def same_organisation(actor: Actor, thing: Dossier | FirstWelcome | CaseloadImport | HandoverBatch) -> bool:
    """The actor acts for the organisation that holds it."""
    return actor.is_member and thing.organisation_id == actor.organisation_id


@predicate(
    where=lambda actor: Q(
        Exists(Referent.objects.filter(dossier_id=OuterRef("pk"), user_id=actor.user_id, until_on=None))
    )
)
def is_referent(actor: Actor, dossier: Dossier) -> bool:
    """The actor holds the thread today."""
    return any(r.user_id == actor.user_id and r.until_on is None for r in dossier.referents.all())


@predicate(
    where=lambda actor: (
        Q(
            Exists(
                Referent.objects.filter(
                    dossier_id=OuterRef("pk"), user_id=actor.user_id, reads_until_on__gte=actor.today
                )
            )
        )
        if actor.today
        else NEVER
    )
)
def still_reads(actor: Actor, dossier: Dossier) -> bool:
    """The actor held the thread, and was left some time to read: it ends by itself, the day after its last."""
    today = actor.today
    return today is not None and any(
        held.user_id == actor.user_id and held.reads_until_on is not None and held.reads_until_on >= today
        for held in dossier.referents.all()
    )


@predicate(where=lambda actor: _in_teams(actor, Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE))
def same_team(actor: Actor, dossier: Dossier) -> bool:
    """The actor accompanies people in the dossier's team."""
    return dossier.team_id in actor.teams_as(Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE)


@predicate(where=lambda actor: _in_teams(actor, Role.COORDINATOR, Role.HEAD_OF_SERVICE))
def leads_team(actor: Actor, dossier: Dossier) -> bool:
    """The actor coordinates or heads the dossier's team."""
    return dossier.team_id in actor.teams_as(Role.COORDINATOR, Role.HEAD_OF_SERVICE)


@predicate(where=lambda actor: settled(actor.leads_organisation()))
def leads_organisation(actor: Actor, thing: object) -> bool:
    """The actor is head of service of the whole organisation."""
    return actor.leads_organisation()


@dataclass(frozen=True)
class Keys:
    """Where a person's presence is restricted, and who holds a key there: (organisation, account)."""

    restricted_in: frozenset[Any]
    held: frozenset[tuple[Any, Any]]


def with_keys(dossier: Dossier) -> Dossier:
    """A copy of `dossier` that knows its keys and its referents: many actors are asked about at the price of one.

    A copy, for what is known of keys holds for the moment at which it was read.
    """
    known = copy(dossier)
    registrations = Registration.objects.filter(person_id=dossier.person_id)
    held = Keyholder.objects.filter(registration__person_id=dossier.person_id)
    vars(known)["_keys"] = Keys(
        frozenset(registrations.filter(is_restricted=True).values_list("organisation_id", flat=True)),
        frozenset(held.values_list("registration__organisation_id", "user_id")),
    )
    prefetch_related_objects([known], "referents")
    return known


def keys_at_hand(dossier: Dossier) -> Keys | None:
    """What `with_keys` read."""
    return vars(dossier).get("_keys")


@question
def _restrictions(_: None, organisation_id: Any, person_id: Any) -> QuerySet[Any, Any]:
    return Registration.objects.filter(
        person_id=person_id, organisation_id=organisation_id, is_restricted=True
    ).values("pk")


@question
def _keys(_: None, organisation_id: Any, person_id: Any, user_id: Any) -> QuerySet[Any, Any]:
    return Keyholder.objects.filter(
        user_id=user_id, registration__person_id=person_id, registration__organisation_id=organisation_id
    ).values("pk")


@predicate(where=lambda actor: Q(~_registrations(actor, is_restricted=True)))
def not_restricted(actor: Actor, dossier: Dossier) -> bool:
    """Inside the organisation, this person's presence is no secret."""
    if (keys := keys_at_hand(dossier)) is not None:
        return actor.organisation_id not in keys.restricted_in
    return not _restrictions(None, actor.organisation_id, dossier.person_id)


@predicate(
    where=lambda actor: Q(
        Exists(
            Keyholder.objects.filter(
                user_id=actor.user_id,
                registration__person_id=OuterRef("person_id"),
                registration__organisation_id=actor.organisation_id,
            )
        )
    )
)
def is_keyholder(actor: Actor, dossier: Dossier) -> bool:
    """The actor holds a key to this restricted person."""
    if (keys := keys_at_hand(dossier)) is not None:
        return (actor.organisation_id, actor.user_id) in keys.held
    return bool(_keys(None, actor.organisation_id, dossier.person_id, actor.user_id))


@predicate(where=lambda actor: settled(actor.is_accompanying))
def accompanies(actor: Actor, thing: object) -> bool:
    """The actor's work is to accompany people."""
    return actor.is_accompanying


@predicate(where=lambda actor: settled(actor.has_role(Role.RECEPTION)))
def welcomes(actor: Actor, thing: object) -> bool:
    """The actor works at the front desk."""
    return actor.has_role(Role.RECEPTION)


@predicate(where=lambda actor: Q(person_id__in=actor.opened) if actor.opened else NEVER)
def opened_in_emergency(actor: Actor, dossier: Dossier) -> bool:
    """The actor opened it because the person was in danger, less than a few hours ago."""
    return dossier.person_id in actor.opened


_THOSE_AROUND = [
    [same_organisation, is_referent, accompanies],
    [same_organisation, same_team, not_restricted],
    [same_organisation, is_keyholder, accompanies],
    [same_organisation, leads_organisation],
]

# Of a restricted person the key follows the thread: nobody reads on without it.
_THOSE_WHO_READ = [*_THOSE_AROUND, [same_organisation, still_reads, accompanies, not_restricted]]
# For a few hours one reads, and does nothing else.
_IN_AN_EMERGENCY = [[same_organisation, opened_in_emergency]]

DOSSIER = AccessTable(
    {
        # Colleagues and reception know that someone is accompanied, by whom and in which phase: nothing more.
        Action.SEE: [
            *_THOSE_AROUND,
            [same_organisation, accompanies, not_restricted],
            [same_organisation, welcomes, not_restricted],
            *_IN_AN_EMERGENCY,
        ],
        Action.READ: [*_THOSE_WHO_READ, *_IN_AN_EMERGENCY],
        Action.EDIT: _THOSE_AROUND,
        Action.EXPORT: _THOSE_AROUND,
        Action.MANAGE: [
            [same_organisation, is_referent, accompanies],
            [same_organisation, leads_team, not_restricted],
            [same_organisation, leads_organisation],
        ],
    }
)


def right_over(actor: Actor, dossier: Dossier) -> str:
    """By what right the actor reads this dossier, in words for the trail."""
    rights = (
        # First: nobody opens in an emergency what they may read, and of someone restricted the team is not enough.
        (RIGHT, opened_in_emergency),
        ("référent·e", is_referent),
        ("même équipe", same_team),
        ("clé d’accès restreint", is_keyholder),
        ("direction", leads_organisation),
        ("lecture laissée par un relais", still_reads),
    )
    return next((words for words, held in rights if held.holds(actor, dossier)), "")


def may_open_dossier(actor: Actor) -> bool:
    """Whoever accompanies people may open a dossier."""
    return actor.is_accompanying


def may_open_dossier_in(actor: Actor, team: Team) -> bool:
    """Whoever accompanies people may open a dossier in any team of their organisation that is not closed."""
    return may_open_dossier(actor) and team.organisation_id == actor.organisation_id


def may_import_caseload(actor: Actor) -> bool:
    """Heads of service and coordinators: the rows tell of people, whom administrators do not read."""
    return actor.has_role(Role.HEAD_OF_SERVICE, Role.COORDINATOR)


@predicate(where=lambda actor: Q(author_id=actor.user_id))
def wrote_it(actor: Actor, entry: Entry) -> bool:
    """The actor is the author."""
    return entry.author_id == actor.user_id


@predicate(where=lambda actor: ~Q(visibility=Visibility.AUTHOR))
def not_author_only(actor: Actor, entry: Entry) -> bool:
    """The note is not for its author alone."""
    return entry.visibility != Visibility.AUTHOR


@predicate(
    where=lambda actor: Q(
        dossier_id__in=DOSSIER.filter(actor, Action.READ, Dossier.objects.all()).values("pk")
    )
)
def reads_dossier(
    actor: Actor, thing: Entry | FirstWelcome | Victory | Deadline | Document | Handover
) -> bool:
    """The actor may read the dossier it belongs to."""
    return thing.dossier is not None and DOSSIER.may(actor, Action.READ, thing.dossier)


@predicate(where=lambda actor: reads_dossier.where(actor.ordinary))
def reads_it_ordinarily(actor: Actor, thing: Document | Handover) -> bool:
    """The same, and not because of an emergency: what one may take away, or go on with."""
    return reads_dossier.holds(actor.ordinary, thing)


@predicate(
    where=lambda actor: Q(
        dossier_id__in=DOSSIER.filter(actor, Action.EDIT, Dossier.objects.filter(closed_on=None)).values("pk")
    )
)
def writes_in_dossier(actor: Actor, thing: Victory | Deadline | Document) -> bool:
    """The actor may write in the dossier it belongs to, which is open."""
    return thing.dossier.is_open and DOSSIER.may(actor, Action.EDIT, thing.dossier)


@predicate(
    where=lambda actor: Q(
        dossier_id__in=DOSSIER.filter(actor, Action.EDIT, Dossier.objects.all()).values("pk")
    )
)
def works_in_dossier(actor: Actor, entry: Entry) -> bool:
    """The actor is one of those around the dossier, and not only someone who reads on after a handover."""
    return DOSSIER.may(actor, Action.EDIT, entry.dossier)


ENTRY = AccessTable(
    {
        Action.SEE: [[wrote_it, reads_dossier], [not_author_only, reads_dossier]],
        Action.READ: [[wrote_it, reads_dossier], [not_author_only, reads_dossier]],
        Action.EDIT: [[wrote_it, works_in_dossier]],
    }
)


@predicate(
    where=lambda actor: (
        Q(Exists(OPENING.filter(actor, Action.READ, Grant.objects.filter(pk=OuterRef("voice_id")))))
        if actor.is_peer
        else NEVER
    )
)
def still_let_in(actor: Actor, entry: Entry) -> bool:
    """The actor is a peer mediator, and what they wrote it through lets them in today."""
    return actor.is_peer and entry.voice is not None and OPENING.may(actor, Action.READ, entry.voice)


# What a peer mediator wrote, for themself, as long as the person lets them in. The rest of the journal has no way to
# them, nor this table to anyone else: the team reads it with `ENTRY`.
_THOSE_WHO_SPEAK = [[wrote_it, still_let_in]]
VOICE = AccessTable(dict.fromkeys((Action.SEE, Action.READ, Action.EDIT), _THOSE_WHO_SPEAK))

VICTORY = DEADLINE = AccessTable(
    {
        Action.SEE: [[reads_dossier]],
        Action.READ: [[reads_dossier]],
        Action.EDIT: [[writes_in_dossier]],
    }
)


@predicate(where=lambda actor: ~Q(visibility=DocumentVisibility.CONFIDENTIAL))
def not_confidential(actor: Actor, document: Document) -> bool:
    """Whoever reads the dossier may read it."""
    return document.visibility != DocumentVisibility.CONFIDENTIAL


@predicate(where=lambda actor: Q(added_by_id=actor.user_id))
def handed_it_in(actor: Actor, document: Document) -> bool:
    """The actor is the one who put it in the dossier."""
    return document.added_by_id == actor.user_id


@predicate(
    where=lambda actor: Q(
        Exists(
            Referent.objects.filter(dossier_id=OuterRef("dossier_id"), user_id=actor.user_id, until_on=None)
        )
    )
)
def holds_its_thread(actor: Actor, document: Document) -> bool:
    """The actor is the referent of the dossier it belongs to."""
    return is_referent.holds(actor, document.dossier)


_THOSE_IN_CONFIDENCE = (handed_it_in, holds_its_thread, leads_organisation)

# A confidential document is for whoever handed it in, whoever holds the thread, and the direction, which answers for
# the file: unlike an author-only note, it belongs to the dossier and outlives who brought it.
DOCUMENT = AccessTable(
    {
        action: [[not_confidential, through], *([who, through] for who in _THOSE_IN_CONFIDENCE)]
        for action, through in (
            (Action.SEE, reads_dossier),
            (Action.READ, reads_dossier),
            (Action.EXPORT, reads_it_ordinarily),
            (Action.EDIT, writes_in_dossier),
        )
    }
)


@predicate(
    where=lambda actor: (
        Q(
            receiver_id=actor.user_id,
            state=HandoverState.PROPOSED,
            dossier__organisation_id=actor.organisation_id,
        )
        if actor.is_member
        else NEVER
    )
)
def is_asked(actor: Actor, handover: Handover) -> bool:
    """The actor is asked to take the thread, and may read what for before its day comes."""
    return (
        actor.is_member
        and handover.is_waiting
        and handover.receiver_id == actor.user_id
        and handover.dossier.organisation_id == actor.organisation_id
    )


@predicate(where=lambda actor: Q(giver_id=actor.user_id) if actor.user_id else NEVER)
def gives_it(actor: Actor, handover: Handover) -> bool:
    """The actor holds, or held, the thread that is handed over."""
    return actor.user_id is not None and handover.giver_id == actor.user_id


@predicate(where=lambda actor: Q(proposed_by_id=actor.user_id) if actor.user_id else NEVER)
def proposed_it(actor: Actor, handover: Handover) -> bool:
    """The actor decided it."""
    return actor.user_id is not None and handover.proposed_by_id == actor.user_id


@predicate(
    where=lambda actor: Q(
        dossier_id__in=DOSSIER.filter(actor, Action.MANAGE, Dossier.objects.all()).values("pk")
    )
)
def manages_dossier(actor: Actor, handover: Handover) -> bool:
    """The actor holds the thread today, or leads."""
    return DOSSIER.may(actor, Action.MANAGE, handover.dossier)


HANDOVER = AccessTable(
    {
        # Of a restricted person, whoever is asked learns it with the thread and the key, not before.
        Action.SEE: [[reads_dossier], [is_asked, accompanies, not_restricted]],
        Action.READ: [[reads_dossier], [is_asked, accompanies, not_restricted]],
        Action.EDIT: [[manages_dossier], [gives_it, reads_it_ordinarily]],
        Action.MANAGE: [[manages_dossier], [proposed_it, reads_it_ordinarily]],
    }
)


@predicate(where=lambda actor: Q(started_by_id=actor.user_id) if actor.user_id else NEVER)
def started_it(actor: Actor, batch: HandoverBatch) -> bool:
    """The actor asked for it."""
    return actor.user_id is not None and batch.started_by_id == actor.user_id


_THOSE_WHO_HAND_OVER = [
    [same_organisation, started_it, accompanies],
    [same_organisation, leads_organisation],
]

BATCH = AccessTable(
    {
        Action.SEE: _THOSE_WHO_HAND_OVER,
        Action.READ: _THOSE_WHO_HAND_OVER,
        Action.EDIT: _THOSE_WHO_HAND_OVER,
    }
)


@predicate(where=lambda actor: Q(dossier=None))
def no_dossier_yet(actor: Actor, welcome: FirstWelcome) -> bool:
    """It has not become part of a dossier."""
    return welcome.dossier_id is None


@predicate(where=lambda actor: Q(welcomed_by_id=actor.user_id) if actor.user_id else NEVER)
def welcomed_them(actor: Actor, welcome: FirstWelcome) -> bool:
    """The actor is the one who welcomed."""
    return actor.user_id is not None and welcome.welcomed_by_id == actor.user_id


_THOSE_WHO_WELCOME = [
    [same_organisation, accompanies, no_dossier_yet, not_restricted],
    [same_organisation, welcomes, no_dossier_yet, not_restricted],
    # Once a welcome has become a dossier, it is read like the dossier, and by whoever wrote it.
    [same_organisation, welcomed_them, not_restricted],
    [same_organisation, is_keyholder, accompanies],
    [same_organisation, leads_organisation],
    [reads_dossier],
]

WELCOME = AccessTable(
    {
        Action.SEE: _THOSE_WHO_WELCOME,
        Action.READ: _THOSE_WHO_WELCOME,
        Action.EDIT: [
            [same_organisation, accompanies, no_dossier_yet, not_restricted],
            [same_organisation, welcomes, no_dossier_yet, not_restricted],
            [same_organisation, is_keyholder, accompanies, no_dossier_yet],
            [same_organisation, leads_organisation, no_dossier_yet],
        ],
    }
)


def may_welcome(actor: Actor) -> bool:
    """Whoever accompanies or welcomes may note a first welcome."""
    return actor.is_accompanying or actor.has_role(Role.RECEPTION)


@predicate(where=lambda actor: settled(may_import_caseload(actor)))
def imports_caseloads(actor: Actor, thing: object) -> bool:
    """The actor may bring a caseload in."""
    return may_import_caseload(actor)


@predicate(where=lambda actor: Q(started_by_id=actor.user_id) if actor.user_id else NEVER)
def brought_the_file(actor: Actor, caseload_import: CaseloadImport) -> bool:
    """The actor chose the file, and so has read what it says."""
    return actor.user_id is not None and caseload_import.started_by_id == actor.user_id


# The rows name people, some of whom asked for discretion: not every coordinator may read them.
_THOSE_WHO_BRING_IN = [
    [same_organisation, imports_caseloads, brought_the_file],
    [same_organisation, leads_organisation],
]

IMPORT = AccessTable(
    {
        Action.SEE: _THOSE_WHO_BRING_IN,
        Action.READ: _THOSE_WHO_BRING_IN,
        Action.EDIT: _THOSE_WHO_BRING_IN,
    }
)


@predicate(
    where=lambda actor: Q(
        step_id__in=Step.objects.filter(
            goal__plan__dossier__in=DOSSIER.filter(actor, Action.EDIT, Dossier.objects.all()).values("pk")
        ).values("pk")
    )
)
def works_in_its_dossier(actor: Actor, report: StepReport) -> bool:
    """The actor is one of those around the dossier in whose plan the step stands."""
    return DOSSIER.may(actor, Action.EDIT, report.step.goal.plan.dossier)


@predicate(where=lambda actor: Q(guest_id=actor.guest_id) if actor.guest_id else NEVER)
def said_it(actor: Actor, report: StepReport) -> bool:
    """The actor said it, by the link that let them in."""
    return actor.guest_id is not None and report.guest_id == actor.guest_id


# Who said it follows it, those around the dossier answer.
_WHO_READS = [[said_it], [works_in_its_dossier]]
STEP_REPORT = AccessTable(
    {Action.SEE: _WHO_READS, Action.READ: _WHO_READS, Action.EDIT: [[works_in_its_dossier]]}
)
