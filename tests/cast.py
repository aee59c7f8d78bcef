"""The named cast: the same people in every test of access, so that a rule reads like a sentence."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from time import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client

from tisserand.accounts.actors import NOBODY, Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Membership, Organisation, Team, User
from tisserand.accounts.queries import actors_of
from tisserand.people.models import Keyholder, Person, Registration
from tisserand.support.models import Dossier, Referent

TODAY = date(2026, 11, 23)
SINCE = date(2025, 1, 6)
PASSWORD = "une phrase longue pour essayer"


@dataclass(frozen=True)
class Cast:
    """Who is who.

    The *referent* holds the thread of `dossier`; the *colleague* works in the same team, the *neighbour* in the
    other team of the same organisation; the *coordinator* coordinates the referent's team; the *head* leads the
    organisation; *reception* welcomes; the *administrator* manages accounts; the *peer* mediator reads only what
    each person chose to show them; the *partner* works in another organisation; *two_hats* works in both (chooses
    at sign-in); *former* left; the *stranger* is signed in and belongs nowhere. Nobody signed in is `None`.
    """

    referent: User
    colleague: User
    neighbour: User
    coordinator: User
    head: User
    reception: User
    administrator: User
    peer: User
    partner: User
    two_hats: User
    former: User
    stranger: User

    def names(self) -> list[str]:
        """Every role, in order."""
        return [field.name for field in fields(self)]

    def actor(self, name: str, organisation: Organisation | None = None) -> Actor:
        """The actor of a member of the cast (of `two_hats`: the one acting for `organisation`)."""
        user: User = getattr(self, name)
        hats = actors_of(user, today=TODAY)
        if organisation is not None:
            return hats[organisation.pk]
        if len(hats) == 1:
            return next(iter(hats.values()))
        return Actor(user_id=user.pk, name=user.get_full_name())

    def actors(self) -> dict[str, Actor]:
        """Every actor by name, nobody included."""
        return {"nobody": NOBODY} | {name: self.actor(name) for name in self.names()}


@dataclass(frozen=True)
class World:
    """Two organisations, three teams, the cast, one open dossier and one about a restricted person."""

    cast: Cast
    ccas: Organisation
    association: Organisation
    north: Team
    south: Team
    dossier: Dossier
    restricted: Dossier

    @property
    def person(self) -> Person:
        """The person of the open dossier."""
        return self.dossier.person


def make_user(name: str) -> User:
    """An account of the cast, able to sign in with PASSWORD."""
    return User.objects.create_user(
        email=f"{name}@exemple.test", password=PASSWORD, first_name=name.capitalize(), last_name="Essai"
    )


def give_second_factor(*users: User) -> None:
    """Outside the demonstration nobody works without one."""
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP, data={}) for user in users
    )


def join(
    user: User, organisation: Organisation, role: Role, team: Team | None = None, until: date | None = None
) -> None:
    """Give a role, since SINCE."""
    Membership.objects.create(
        user=user, organisation=organisation, team=team, role=role, since_on=SINCE, until_on=until
    )


def make_dossier(
    organisation: Organisation, team: Team, referent: User, *, restricted: bool = False, **names: str
) -> Dossier:
    """A person known to `organisation`, with an open dossier held by `referent`."""
    person = Person.objects.create(**names)
    registration = Registration.objects.create(
        person=person, organisation=organisation, is_restricted=restricted
    )
    if restricted:
        Keyholder.objects.create(registration=registration, user=referent)
    dossier = Dossier.objects.create(organisation=organisation, team=team, person=person, opened_on=SINCE)
    Referent.objects.create(dossier=dossier, person=person, user=referent, since_on=SINCE)
    return dossier


def make_world() -> World:
    """Build everything."""
    ccas = Organisation.objects.create(name="CCAS d’essai", slug="ccas-essai")
    association = Organisation.objects.create(name="Association d’essai", slug="association-essai")
    north = Team.objects.create(organisation=ccas, name="Nord")
    south = Team.objects.create(organisation=ccas, name="Sud")
    street = Team.objects.create(organisation=association, name="Rue")
    cast = Cast(**{field.name: make_user(field.name) for field in fields(Cast)})
    give_second_factor(*(getattr(cast, name) for name in cast.names()))
    join(cast.referent, ccas, Role.WORKER, north)
    join(cast.colleague, ccas, Role.WORKER, north)
    join(cast.neighbour, ccas, Role.WORKER, south)
    join(cast.coordinator, ccas, Role.COORDINATOR, north)
    join(cast.head, ccas, Role.HEAD_OF_SERVICE)
    join(cast.reception, ccas, Role.RECEPTION)
    join(cast.administrator, ccas, Role.ADMINISTRATOR)
    join(cast.peer, ccas, Role.PEER)
    join(cast.partner, association, Role.WORKER, street)
    join(cast.two_hats, ccas, Role.WORKER, south)
    join(cast.two_hats, association, Role.WORKER, street)
    join(cast.former, ccas, Role.WORKER, north, until=date(2026, 6, 30))
    dossier = make_dossier(ccas, north, cast.referent, first_names="Nadia", last_name="Essai")
    restricted = make_dossier(
        ccas, north, cast.referent, restricted=True, first_names="Ana", last_name="Discrète"
    )
    return World(cast, ccas, association, north, south, dossier, restricted)


def client_of(user: User | None) -> Client:
    """A test client signed in as `user` (or nobody)."""
    client = Client()
    if user is not None:
        client.force_login(user)
        prove_identity(client, user)
    return client


def prove_identity(client: Client, user: User, *, seconds_ago: float = 0) -> None:
    """As if they had just given their password: what asks for a recent proof lets them pass."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time() - seconds_ago, "reauthenticated": True}
    ]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
