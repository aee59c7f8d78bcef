"""Whom an agreement may open to: another organisation, one of its teams, someone who works there; found by name. Or
someone of the person's circle who has no account, and reads by a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_
from uuid import UUID

from django.db.models import Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Membership, Organisation, Team, User
from tisserand.accounts.queries import organisations_elsewhere, peers_for, teams_elsewhere, workers_elsewhere
from tisserand.common.folding import fold
from tisserand.people.models import Person
from tisserand.sharing.models import CircleMember, Consent, Grant
from tisserand.sharing.policies import ACCOMPANYING
from tisserand.sharing.queries import guests_to_be

MOST_FOUND = 8  # of each sort: whoever is not there is found by typing more
ALL, TEAM, SOMEONE, PEER, GUEST = "structure", "equipe", "personne", "pair", "cercle"


@dataclass(frozen=True)
class Recipient:
    """Whom to open to: an organisation, one of its teams, someone who works there, a peer; or someone of the circle."""

    organisation: Organisation | None
    team: Team | None = None
    user: User | None = None
    member: CircleMember | None = None
    is_peer: bool = False  # a peer mediator, of any organisation, this one included

    @property
    def key(self) -> str:
        """What a form sends of it; the same whatever agreement names it."""
        if self.member:
            return f"{GUEST}:{self.member.pk}"
        assert self.organisation is not None
        if self.user:
            return f"{PEER if self.is_peer else SOMEONE}:{self.organisation.pk}:{self.user.pk}"
        if self.team:
            return f"{TEAM}:{self.organisation.pk}:{self.team.pk}"
        return f"{ALL}:{self.organisation.pk}"

    @property
    def words(self) -> str:
        """Whom, and how far that goes."""
        if self.member:
            works_for = f", {self.member.works_for}" if self.member.works_for else ""
            return f"{self.member.name}, {self.member.get_kind_display()}{works_for}"
        assert self.organisation is not None
        if self.user:
            job = f", {self.user.job_title}" if self.user.job_title else ""
            job = ", médiateur·rice pair·e" if self.is_peer else job
            return f"{self.user.get_full_name()}{job}, {self.organisation.name}"
        if self.team:
            return f"{self.organisation.name}, {self.team.in_words}"
        return f"{self.organisation.name}, toute la structure"

    @property
    def gone_words(self) -> str:
        """What became of whom an agreement names, and could not name any more."""
        if self.member:
            return "n’est plus dans le cercle, ou lit maintenant par son compte"
        if self.user:
            return "n’y accompagne plus"
        return "cette équipe n’est plus là" if self.team else "cette structure n’est plus là"


def of_grant(grant: Grant) -> Recipient:
    """Whom an opening names."""
    return Recipient(grant.to_organisation, grant.to_team, grant.to_user, grant.to_member, grant.is_peer)


def guests_offered(actor: Actor, person: Person) -> list[Recipient]:
    """Those of the circle who have no account: an agreement may open to them by a link."""
    return [Recipient(None, member=member) for member in guests_to_be(actor, person)]


def recipients_found(actor: Actor, words: str) -> list[Recipient]:
    """Those whose name, or whose organisation's, holds every word: organisations first, then teams, then people."""
    asked = fold(words).split()
    if not "".join(asked)[1:]:
        return []
    people = _workers(actor).filter(
        _names(asked, "user__first_name", "user__last_name", "organisation__name")
    )
    peers = _peers(actor).filter(_names(asked, "user__first_name", "user__last_name", "organisation__name"))
    teams = teams_elsewhere(actor).filter(_names(asked, "name", "organisation__name"))
    here = organisations_elsewhere(actor).filter(_names(asked, "name")).order_by("name")
    by_name = people.order_by("user__last_name", "user__first_name", "organisation__name")
    found = (
        _organisations(here[:MOST_FOUND]),
        _teams(teams.order_by("organisation__name", "name")[:MOST_FOUND]),
        _people(by_name[: 2 * MOST_FOUND]),  # someone with two roles there is one recipient
        _people(peers.order_by("user__last_name", "user__first_name")[: 2 * MOST_FOUND], is_peer=True),
    )
    return [one for sort in found for one in islice(dict.fromkeys(sort), MOST_FOUND)]


def _names(words: list[str], *fields: str) -> Q:
    return reduce(and_, (_anywhere(word, fields) for word in words))


def _anywhere(word: str, fields: tuple[str, ...]) -> Q:
    return Q(*((f"{field}__unaccent__icontains", word) for field in fields), _connector=Q.OR)


def recipients_of_keys(actor: Actor, keys: Iterable[str], *, person: Person | None = None) -> list[Recipient]:
    """Those whom a form names and who may be named: a few questions whatever their number.

    Without a `person`, nobody of a circle is known.
    """
    asked = {sort: set(_ids(sort, keys)) for sort in (ALL, TEAM, SOMEONE, PEER)}
    last = {sort: {ids[-1] for ids in named} for sort, named in asked.items()}
    known = [
        *_organisations(organisations_elsewhere(actor).filter(pk__in=last[ALL])),
        *_teams(teams_elsewhere(actor).filter(pk__in=last[TEAM])),
        *_people(_workers(actor).filter(user_id__in=last[SOMEONE])),
        *_people(_peers(actor).filter(user_id__in=last[PEER]), is_peer=True),
    ]
    said = set(keys)
    if person is not None and any(key.startswith(f"{GUEST}:") for key in map(str, said)):
        known += guests_offered(actor, person)
    return list(dict.fromkeys(one for one in known if one.key in said))


def gone_among(actor: Actor, grants: Iterable[Grant], *, person: Person) -> list[Recipient]:
    """Those whom these openings name, and whom nobody could name today: they left, or what they led to did."""
    named = list(dict.fromkeys(of_grant(grant) for grant in grants))
    still = recipients_of_keys(actor, [one.key for one in named], person=person) if named else []
    return [one for one in named if one not in still]


def mark_gone(actor: Actor, consent: Consent) -> None:
    """Say on each opening of an agreement what became of whom it names (`gone_words`, empty while they are there)."""
    grants = list(consent.grants.all())
    gone = {one.key: one.gone_words for one in gone_among(actor, grants, person=consent.person)}
    for grant in grants:
        grant.gone_words = gone.get(of_grant(grant).key, "")  # type: ignore[attr-defined]


def _ids(sort: str, keys: Iterable[str]) -> Iterator[tuple[UUID, ...]]:
    for key in keys:
        begins, *ids = str(key).split(":")
        try:
            if begins == sort and ids:
                yield tuple(map(UUID, ids))
        except ValueError:
            continue


def _workers(actor: Actor) -> QuerySet[Membership]:
    if actor.today is None:
        return Membership.objects.none()
    return workers_elsewhere(actor, *ACCOMPANYING, today=actor.today)


def _peers(actor: Actor) -> QuerySet[Membership]:
    return peers_for(actor, today=actor.today) if actor.today else Membership.objects.none()


def _organisations(rows: Iterable[Organisation]) -> Iterator[Recipient]:
    yield from (Recipient(row) for row in rows)


def _teams(rows: Iterable[Team]) -> Iterator[Recipient]:
    yield from (Recipient(row.organisation, team=row) for row in rows)


def _people(rows: Iterable[Membership], *, is_peer: bool = False) -> Iterator[Recipient]:
    yield from (Recipient(row.organisation, user=row.user, is_peer=is_peer) for row in rows)
