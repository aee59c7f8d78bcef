"""Who may know of a person, read their record, change it, or see what is protected."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.common.access import NEVER, AccessTable, Action, predicate, settled
from tisserand.people.models import Keyholder, Person, Registration


def _registrations(actor: Actor, **conditions: object) -> Q:
    rows = Registration.objects.filter(
        person_id=OuterRef("pk"), organisation_id=actor.organisation_id, **conditions
    )
    return Q(Exists(rows)) if actor.is_member else NEVER


def _registration(actor: Actor, person: Person) -> Registration | None:
    if not actor.is_member:
        return None
    return Registration.objects.filter(person=person, organisation_id=actor.organisation_id).first()


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


@predicate(where=lambda actor: settled(actor.is_accompanying))
def accompanies(actor: Actor, person: Person) -> bool:
    """The actor's work is to accompany people."""
    return actor.is_accompanying


@predicate(where=lambda actor: settled(actor.has_role(Role.RECEPTION)))
def welcomes(actor: Actor, person: Person) -> bool:
    """The actor works at the front desk."""
    return actor.has_role(Role.RECEPTION)


@predicate(where=lambda actor: settled(actor.leads_organisation()))
def leads(actor: Actor, person: Person) -> bool:
    """The actor is head of service of the whole organisation."""
    return actor.leads_organisation()


PERSON = AccessTable(
    {
        Action.SEE: [
            [openly_known_here, accompanies],
            [openly_known_here, welcomes],
            [is_keyholder, accompanies],
            [known_here, leads],
        ],
        Action.READ: [
            [openly_known_here, accompanies],
            [openly_known_here, welcomes],
            [is_keyholder, accompanies],
            [known_here, leads],
        ],
        Action.EDIT: [
            [openly_known_here, accompanies],
            [openly_known_here, welcomes],
            [is_keyholder, accompanies],
            [known_here, leads],
        ],
        Action.REVEAL: [[openly_known_here, accompanies], [is_keyholder, accompanies], [known_here, leads]],
        Action.EXPORT: [[openly_known_here, accompanies], [is_keyholder, accompanies], [known_here, leads]],
        Action.MANAGE: [[is_keyholder, accompanies], [known_here, leads]],
    }
)

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


def may_export_people(actor: Actor) -> bool:
    """Whoever accompanies people may take a list of them away."""
    return actor.is_accompanying
