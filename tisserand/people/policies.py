"""Who may know of a person, read their record, change it, or see what is protected."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.policies import may_administer
from tisserand.common.access import NEVER, AccessTable, Action, Predicate, predicate, settled
from tisserand.people.models import (
    DuplicatePair,
    EmergencyOpening,
    Keyholder,
    Merge,
    Person,
    Registration,
)
from tisserand.people.threads import holds_thread_of, thread_holders_of

# A record brought into another one is only a way to that one: see `merging`.
STANDING = {"is_merged": False}


def _registrations(actor: Actor, **conditions: object) -> Q:
    rows = Registration.objects.filter(
        person_id=OuterRef("pk"), organisation_id=actor.organisation_id, **STANDING, **conditions
    )
    return Q(Exists(rows)) if actor.is_member else NEVER


def _registration(actor: Actor, person: Person) -> Registration | None:
    if not actor.is_member:
        return None
    here = Registration.objects.filter(person=person, organisation_id=actor.organisation_id, **STANDING)
    return here.first()


@predicate(where=lambda actor: _registrations(actor, is_restricted=False))
def openly_known_here(actor: Actor, person: Person) -> bool:
    """The actor's organisation knows this person, and makes no secret of it inside."""
    registration = _registration(actor, person)
    return registration is not None and not registration.is_restricted


@predicate(where=_registrations)
def known_here(actor: Actor, person: Person) -> bool:
    """The actor's organisation knows this person."""
    return _registration(actor, person) is not None


@predicate(
    where=lambda actor: (
        Q(
            Exists(
                Keyholder.objects.filter(
                    user_id=actor.user_id,
                    registration__person_id=OuterRef("pk"),
                    registration__organisation_id=actor.organisation_id,
                    registration__is_merged=False,
                )
            )
        )
        if actor.is_member
        else NEVER
    )
)
def is_keyholder(actor: Actor, person: Person) -> bool:
    """The actor holds a key to this person's restricted registration."""
    registration = _registration(actor, person)
    return registration is not None and registration.keyholders.filter(user_id=actor.user_id).exists()


@predicate(
    where=lambda actor: Q(organisation_id=actor.organisation_id, **STANDING) if actor.is_member else NEVER
)
def is_here(actor: Actor, registration: Registration) -> bool:
    """It is the actor's organisation that knows the person."""
    is_ours = actor.is_member and registration.organisation_id == actor.organisation_id
    return is_ours and not registration.is_merged


@predicate(
    where=lambda actor: (
        Q(organisation_id=actor.organisation_id, is_restricted=False, **STANDING)
        if actor.is_member
        else NEVER
    )
)
def is_open_here(actor: Actor, registration: Registration) -> bool:
    """The same, and it makes no secret of it inside."""
    return is_here.holds(actor, registration) and not registration.is_restricted


@predicate(
    where=lambda actor: (
        Q(
            Exists(Keyholder.objects.filter(registration_id=OuterRef("pk"), user_id=actor.user_id)),
            organisation_id=actor.organisation_id,
            **STANDING,
        )
        if actor.is_member
        else NEVER
    )
)
def key_is_held(actor: Actor, registration: Registration) -> bool:
    """The actor holds a key to it."""
    return (
        is_here.holds(actor, registration) and registration.keyholders.filter(user_id=actor.user_id).exists()
    )


@predicate(where=lambda actor: settled(actor.is_accompanying))
def accompanies(actor: Actor, thing: Person | Registration) -> bool:
    """The actor's work is to accompany people."""
    return actor.is_accompanying


@predicate(where=lambda actor: settled(actor.has_role(Role.RECEPTION)))
def welcomes(actor: Actor, thing: Person | Registration) -> bool:
    """The actor works at the front desk."""
    return actor.has_role(Role.RECEPTION)


@predicate(where=lambda actor: settled(actor.leads_organisation()))
def leads(actor: Actor, thing: Person | Registration) -> bool:
    """The actor is head of service of the whole organisation."""
    return actor.leads_organisation()


def _rules(
    openly: Predicate, at_all: Predicate, with_a_key: Predicate
) -> dict[Action, list[list[Predicate]]]:
    """The same table for someone who is accompanied and for how the organisation knows them."""
    accompanying = [[openly, accompanies], [with_a_key, accompanies], [at_all, leads]]
    with_reception = [*accompanying, [openly, welcomes]]
    return {
        Action.SEE: with_reception,
        Action.READ: with_reception,
        Action.EDIT: with_reception,
        Action.REVEAL: accompanying,
        Action.EXPORT: accompanying,
        Action.MANAGE: [[with_a_key, accompanies], [at_all, leads]],
    }


@predicate(where=lambda actor: Q(pk__in=actor.opened) if actor.opened else NEVER)
def opened_in_emergency(actor: Actor, person: Person) -> bool:
    """The actor opened this person's dossier because they were in danger, less than a few hours ago."""
    return person.pk in actor.opened


_PERSON = _rules(openly_known_here, known_here, is_keyholder)
# An emergency lets one read, what is protected included (help must know where to go), and nothing else.
_READING = (Action.SEE, Action.READ, Action.REVEAL)
_IN_AN_EMERGENCY = [[known_here, opened_in_emergency]]
PERSON = AccessTable(
    {action: [*rows, *(_IN_AN_EMERGENCY if action in _READING else ())] for action, rows in _PERSON.items()}
)
# Read from the registrations, in their order: a list then looks at one page of them, not at everyone. What an
# emergency opened is in no list and no search.
REGISTRATION = AccessTable(_rules(is_open_here, is_here, key_is_held))


@predicate(where=lambda actor: settled(actor.has_role(Role.COORDINATOR)))
def coordinates(actor: Actor, person: Person) -> bool:
    """The actor coordinates a team."""
    return actor.has_role(Role.COORDINATOR)


# Bringing two records together shows at once in every team: whoever coordinates or leads does it, of people of whom
# they may know. Of someone restricted, that is whoever holds a key, or the head of service.
MERGE = AccessTable(
    {
        Action.SEE: _PERSON[Action.SEE],
        Action.MANAGE: [[openly_known_here, coordinates], [is_keyholder, coordinates], [known_here, leads]],
    }
)


def _both_mergeable(actor: Actor, *paths: str) -> Q:
    people = MERGE.filter(actor, Action.MANAGE, Person.objects.all())
    return Q(
        *(Exists(people.filter(pk=OuterRef(path))) for path in paths), organisation_id=actor.organisation_id
    )


@predicate(where=lambda actor: _both_mergeable(actor, "first_id", "second_id"))
def may_merge_both(actor: Actor, pair: DuplicatePair) -> bool:
    """It was found in the actor's organisation, and the actor may bring together either of the two."""
    is_ours = pair.organisation_id == actor.organisation_id
    return is_ours and all(MERGE.may(actor, Action.MANAGE, one) for one in (pair.first, pair.second))


@predicate(where=lambda actor: _both_mergeable(actor, "kept_id"))
def may_merge_kept(actor: Actor, merge: Merge) -> bool:
    """It was done in the actor's organisation, on a record that the actor may bring together with another."""
    return merge.organisation_id == actor.organisation_id and MERGE.may(actor, Action.MANAGE, merge.kept)


# A pair exists for whoever may decide of it, a merge for whoever may undo it: others never learn who looks alike.
PAIR = AccessTable({Action.SEE: [[may_merge_both]], Action.MANAGE: [[may_merge_both]]})
MERGED = AccessTable({Action.SEE: [[may_merge_kept]], Action.MANAGE: [[may_merge_kept]]})

# How a tie is lived (close, in conflict…) is said in interviews: whoever welcomes at the front desk neither reads
# nor writes it, as for the rest of the story.
TIE_QUALITY = AccessTable(
    dict.fromkeys((Action.SEE, Action.READ), PERSON.rules[Action.REVEAL])
    | {Action.EDIT: _PERSON[Action.REVEAL]}
)


@predicate(where=lambda actor: Q(organisation_id=actor.organisation_id) if actor.is_member else NEVER)
def happened_here(actor: Actor, opening: EmergencyOpening) -> bool:
    """It was opened in the actor's organisation."""
    return actor.is_member and opening.organisation_id == actor.organisation_id


@predicate(where=lambda actor: Q(opened_by_id=actor.user_id) if actor.user_id else NEVER)
def opened_it(actor: Actor, opening: EmergencyOpening) -> bool:
    """The actor is the one who opened."""
    return actor.user_id is not None and opening.opened_by_id == actor.user_id


@predicate(where=lambda actor: ~Q(opened_by_id=actor.user_id) if actor.user_id else NEVER)
def somebody_else_opened_it(actor: Actor, opening: EmergencyOpening) -> bool:
    """It was somebody else: nobody says of themselves that it was right."""
    return actor.user_id is not None and opening.opened_by_id != actor.user_id


@predicate(where=lambda actor: settled(may_administer(actor)))
def answers_for_it(actor: Actor, opening: EmergencyOpening) -> bool:
    """The actor administers the organisation, or leads it."""
    return may_administer(actor)


@predicate(where=holds_thread_of)
def holds_their_thread(actor: Actor, opening: EmergencyOpening) -> bool:
    """The actor is who holds the thread of this person today."""
    return actor.user_id in thread_holders_of(opening.organisation_id, opening.person_id)


# Whoever opened tells what they did; the referent and those who answer for the organisation are told; one of the
# latter, and not the one who opened, closes the matter.
_THOSE_TOLD = [
    [happened_here, opened_it],
    [happened_here, answers_for_it],
    [happened_here, holds_their_thread],
]
EMERGENCY = AccessTable(
    {
        Action.SEE: _THOSE_TOLD,
        Action.READ: _THOSE_TOLD,
        Action.EDIT: [[happened_here, opened_it]],
        Action.MANAGE: [[happened_here, answers_for_it, somebody_else_opened_it]],
    }
)


def may_open_in_emergency(actor: Actor) -> bool:
    """Whoever accompanies or welcomes: those before whom someone in danger may stand."""
    return actor.is_accompanying or actor.has_role(Role.RECEPTION)


def may_create_person(actor: Actor) -> bool:
    """Whoever accompanies or welcomes may record a person for their organisation."""
    return actor.is_accompanying or actor.has_role(Role.RECEPTION)


def may_register_person(actor: Actor) -> bool:
    """The same, whoever brings in a caseload, and background work in the name of an organisation."""
    is_background = bool(actor.system) and actor.organisation_id is not None
    return is_background or may_create_person(actor) or actor.has_role(Role.ADMINISTRATOR)


def may_screen_duplicates(actor: Actor) -> bool:
    """Whoever coordinates a team or leads the organisation may look for duplicates among its people, and decide."""
    return actor.has_role(Role.COORDINATOR) or actor.leads_organisation()


def may_export_people(actor: Actor) -> bool:
    """Whoever accompanies people may take a list of them away."""
    return actor.is_accompanying
