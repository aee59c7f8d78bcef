"""Whom an agreement may open to: another organisation, one of its teams, someone who works there; found by name."""

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
from tisserand.accounts.queries import organisations_elsewhere, teams_elsewhere, workers_elsewhere
from tisserand.people.names import fold
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import ACCOMPANYING

MOST_FOUND = 8  # of each sort: whoever is not there is found by typing more
ALL, TEAM, SOMEONE = "structure", "equipe", "personne"


@dataclass(frozen=True)
class Recipient:
    """Whom to open to: an organisation, one of its teams, or someone who works there."""

    organisation: Organisation
    team: Team | None = None
    user: User | None = None

    @property
    def key(self) -> str:
        """What a form sends of it; the same whatever agreement names it."""
        if self.user:
            return f"{SOMEONE}:{self.organisation.pk}:{self.user.pk}"
        if self.team:
            return f"{TEAM}:{self.organisation.pk}:{self.team.pk}"
        return f"{ALL}:{self.organisation.pk}"

    @property
    def words(self) -> str:
        """Whom, and how far that goes."""
        if self.user:
            job = f", {self.user.job_title}" if self.user.job_title else ""
            return f"{self.user.get_full_name()}{job}, {self.organisation.name}"
        if self.team:
            return f"{self.organisation.name}, {self.team.in_words}"
        return f"{self.organisation.name}, toute la structure"


def of_grant(grant: Grant) -> Recipient:
    """Whom an opening names."""
    return Recipient(grant.to_organisation, grant.to_team, grant.to_user)


def recipients_found(actor: Actor, words: str) -> list[Recipient]:
    """Those whose name, or whose organisation's, holds every word: organisations first, then teams, then people."""
    asked = fold(words).split()
    if not "".join(asked)[1:]:
        return []
    people = _workers(actor).filter(
        _names(asked, "user__first_name", "user__last_name", "organisation__name")
    )
    teams = teams_elsewhere(actor).filter(_names(asked, "name", "organisation__name"))
    here = organisations_elsewhere(actor).filter(_names(asked, "name")).order_by("name")
    by_name = people.order_by("user__last_name", "user__first_name", "organisation__name")
    found = (
        _organisations(here[:MOST_FOUND]),
        _teams(teams.order_by("organisation__name", "name")[:MOST_FOUND]),
        _people(by_name[: 2 * MOST_FOUND]),  # someone with two roles there is one recipient
    )
    return [one for sort in found for one in islice(dict.fromkeys(sort), MOST_FOUND)]


def _names(words: list[str], *fields: str) -> Q:
    return reduce(and_, (_anywhere(word, fields) for word in words))


def _anywhere(word: str, fields: tuple[str, ...]) -> Q:
    return Q(*((f"{field}__unaccent__icontains", word) for field in fields), _connector=Q.OR)


def recipients_of_keys(actor: Actor, keys: Iterable[str]) -> list[Recipient]:
    """Those whom a form names and who may be named: three questions whatever their number."""
    asked = {sort: set(_ids(sort, keys)) for sort in (ALL, TEAM, SOMEONE)}
    last = {sort: {ids[-1] for ids in named} for sort, named in asked.items()}
    known = [
        *_organisations(organisations_elsewhere(actor).filter(pk__in=last[ALL])),
        *_teams(teams_elsewhere(actor).filter(pk__in=last[TEAM])),
        *_people(_workers(actor).filter(user_id__in=last[SOMEONE])),
    ]
    said = set(keys)
    return list(dict.fromkeys(one for one in known if one.key in said))


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


def _organisations(rows: Iterable[Organisation]) -> Iterator[Recipient]:
    yield from (Recipient(row) for row in rows)


def _teams(rows: Iterable[Team]) -> Iterator[Recipient]:
    yield from (Recipient(row.organisation, team=row) for row in rows)


def _people(rows: Iterable[Membership]) -> Iterator[Recipient]:
    yield from (Recipient(row.organisation, user=row.user) for row in rows)
