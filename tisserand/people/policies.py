"""Who may know of a person, read their record, change it, or see what is protected."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.common.access import NEVER, AccessTable, Action, Predicate, predicate, settled
from tisserand.people.models import DuplicatePair, Keyholder, Merge, Person, Registration

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


PERSON = AccessTable(_rules(openly_known_here, known_here, is_keyholder))
# Read from the registrations, in their order: a list then looks at one page of them, not at everyone.
REGISTRATION = AccessTable(_rules(is_open_here, is_here, key_is_held))


@predicate(where=lambda actor: settled(actor.has_role(Role.COORDINATOR)))
def coordinates(actor: Actor, person: Person) -> bool:
    """The actor coordinates a team."""
    return actor.has_role(Role.COORDINATOR)


# Bringing two records together shows at once in every team: whoever coordinates or leads does it, of people of whom
# they may know. Of someone restricted, that is whoever holds a key, or the head of service.
MERGE = AccessTable(
    {
        Action.SEE: PERSON.rules[Action.SEE],
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
TIE_QUALITY = AccessTable(dict.fromkeys((Action.SEE, Action.READ, Action.EDIT), PERSON.rules[Action.REVEAL]))


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
