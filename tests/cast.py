"""The named cast: the same people in every test of access, so that a rule reads like a sentence."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from time import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.crypto import get_random_string

from tisserand.accounts.actors import NOBODY, Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Membership, Organisation, Team, User
from tisserand.accounts.queries import actors_of
from tisserand.accounts.session_store import SessionStore
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
    user = _account(name)
    user.save()
    return user


def _account(name: str) -> User:
    user = User(email=f"{name}@exemple.test", first_name=name.capitalize(), last_name="Essai")
    user.set_password(PASSWORD)
    return user


def give_second_factor(*users: User) -> None:
    """Outside the demonstration nobody works without one."""
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP, data={}) for user in users
    )


def join(
    user: User, organisation: Organisation, role: Role, team: Team | None = None, until: date | None = None
) -> None:
    """Give a role, since SINCE."""
    _membership(user, organisation, role, team, until).save()


def _membership(
    user: User, organisation: Organisation, role: Role, team: Team | None = None, until: date | None = None
) -> Membership:
    return Membership(
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
    # All at once: thousands of tests begin here.
    cast = Cast(**{field.name: _account(field.name) for field in fields(Cast)})
    User.objects.bulk_create(getattr(cast, name) for name in cast.names())
    give_second_factor(*(getattr(cast, name) for name in cast.names()))
    Membership.objects.bulk_create(
        [
            _membership(cast.referent, ccas, Role.WORKER, north),
            _membership(cast.colleague, ccas, Role.WORKER, north),
            _membership(cast.neighbour, ccas, Role.WORKER, south),
            _membership(cast.coordinator, ccas, Role.COORDINATOR, north),
            _membership(cast.head, ccas, Role.HEAD_OF_SERVICE),
            _membership(cast.reception, ccas, Role.RECEPTION),
            _membership(cast.administrator, ccas, Role.ADMINISTRATOR),
            _membership(cast.peer, ccas, Role.PEER),
            _membership(cast.partner, association, Role.WORKER, street),
            _membership(cast.two_hats, ccas, Role.WORKER, south),
            _membership(cast.two_hats, association, Role.WORKER, street),
            _membership(cast.former, ccas, Role.WORKER, north, date(2026, 6, 30)),
        ]
    )
    dossier = make_dossier(ccas, north, cast.referent, first_names="Nadia", last_name="Essai")
    restricted = make_dossier(
        ccas, north, cast.referent, restricted=True, first_names="Ana", last_name="Discrète"
    )
    return World(cast, ccas, association, north, south, dossier, restricted)


def client_of(user: User | None) -> Client:
    """A test client signed in as `user` (or nobody), who has just given their password.

    The session is written as a sign-in leaves it, in one query where Django's `force_login` asks nineteen:
    pages are asked for by thousands of clients. Signing in itself has tests of its own.
    """
    client = Client()
    if user is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = _open_session(user)
    return client


def _open_session(user: User) -> str:
    store, key = SessionStore(), get_random_string(32)
    content = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    } | _proof_of(user)
    session = Session(
        session_key=key, session_data=store.encode(content), expire_date=store.get_expiry_date()
    )
    session.save(force_insert=True)
    return key


def prove_identity(client: Client, user: User, *, seconds_ago: float = 0) -> None:
    """As if they had just given their password: what asks for a recent proof lets them pass."""
    session = client.session
    session.update(_proof_of(user, seconds_ago))
    session.save()


def _proof_of(user: User, seconds_ago: float = 0) -> dict[str, object]:
    given = {"method": "password", "at": time() - seconds_ago, "reauthenticated": True}
    return {
        AUTHENTICATION_METHODS_SESSION_KEY: [given],
        f"{AUTHENTICATION_METHODS_SESSION_KEY}_user": str(user.pk),
    }
