"""Fill the database of the bench: thousands of organisations, a crowd, their dossiers and notes, by COPY."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection, models

from tests.load.crowd import Crowd, Someone
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Membership, Organisation, Team, User
from tisserand.common.clock import now, today
from tisserand.common.ids import new_id
from tisserand.people.models import ContactPoint, Person, Registration
from tisserand.people.names import initials_of, search_text, sound_keys
from tisserand.support.choices import Phase, Priority
from tisserand.support.models import Deadline, Dossier, Entry, Goal, Plan, Referent, Step, Victory

ORGANISATIONS = 2_000
HOME_SHARE = 0.05  # of all people, those known to the organisation that is measured
MEASURED = 8  # workers, each with…
CASELOAD = 60  # …so many dossiers
NOTES_OF_ALL = 20
THICK, THIN = 10_000, 50  # notes of the two journals that are compared
A_TEAM = 500
NOTES = (
    "Appel de la CAF : le dossier est complet, réponse sous quinze jours.",
    "Entretien au bureau. On a relu ensemble la lettre du bailleur et préparé la réponse.",
    "Visite à domicile avec l’infirmière. Le chauffage marche de nouveau, elle dort mieux.",
    "Passage au guichet pour les papiers de la mission locale ; rendez-vous pris jeudi à 14 h.",
    "Il a téléphoné seul à l’assurance maladie, et il en est fier.",
)


@dataclass
class Territory:
    """Who is there: the organisation that is measured, its workers, the dossiers whose journals are compared."""

    home: UUID
    workers: list[UUID]
    thin: list[tuple[UUID, UUID]] = field(default_factory=list)  # dossier and person, one a worker
    thick: tuple[UUID, UUID] | None = None
    people: int = 0
    openings: list[UUID] = field(default_factory=list)  # what agreements open to all the workers
    known: list[tuple[UUID, Someone]] = field(default_factory=list)  # of the home organisation, to search for


class Rows:
    """Lines of one table: what is not said takes the model's defaults."""

    def __init__(self, model: type[models.Model]) -> None:
        self.fields = [f for f in model._meta.concrete_fields if not f.generated]
        self.table = model._meta.db_table
        self.columns = [f.column for f in self.fields]
        self.defaults = {f.column: f.get_db_prep_save(_default(f), connection) for f in self.fields}

    def line(self, **said: Any) -> list[Any]:
        """One line, its columns by name."""
        values = self.defaults | said
        if "id" in self.defaults and "id" not in said:
            values["id"] = new_id()
        return [values[column] for column in self.columns]

    def copy(self, lines: Iterable[list[Any]]) -> None:
        """Send them to the database."""
        columns = ", ".join(f'"{column}"' for column in self.columns)
        with connection.cursor() as cursor, cursor.copy(f"COPY {self.table} ({columns}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


def _default(field: models.Field[Any, Any]) -> Any:
    if field.has_default():
        return field.get_default()
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return now()
    return None if field.null or field.primary_key or field.is_relation else field.get_default()


@contextmanager
def unwatched() -> Iterator[None]:
    """Without history, nor look-ups of what is known to be there."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")


def make_territory() -> Territory:
    """Two thousand organisations, three workers each; in the first, those who are measured besides."""
    organisations, teams, users, memberships = Rows(Organisation), Rows(Team), Rows(User), Rows(Membership)
    ids = [new_id() for _ in range(ORGANISATIONS)]
    organisations.copy(
        organisations.line(id=pk, name=f"CCAS de Bourg-{at:04}", slug=f"ccas-{at:04}")
        for at, pk in enumerate(ids)
    )
    team_of = {pk: new_id() for pk in ids}
    teams.copy(teams.line(id=team, organisation_id=pk, name="Équipe 0000") for pk, team in team_of.items())
    since = today() - timedelta(days=400)
    everyone = [(new_id(), pk) for pk in ids for _ in range(3)]
    workers = [new_id() for _ in range(MEASURED)]
    everyone += [(worker, ids[0]) for worker in workers]
    crowd = Crowd(7)
    users.copy(
        users.line(
            id=pk,
            email=f"{pk}@exemple.test",
            first_name=someone.first,
            last_name=someone.last[:80],
            password="!",
        )
        for (pk, _), someone in zip(everyone, crowd.people(len(everyone)), strict=True)
    )
    memberships.copy(
        memberships.line(
            user_id=pk, organisation_id=where, team_id=team_of[where], role=Role.WORKER, since_on=since
        )
        for pk, where in everyone
    )
    Authenticator.objects.bulk_create(
        Authenticator(user_id=worker, type=Authenticator.Type.TOTP, data={}) for worker in workers
    )
    return Territory(ids[0], workers)


def grow(territory: Territory, size: int, *, notes: bool) -> None:
    """Add people until there are `size`, one dossier each, twenty notes each when `notes`."""
    begun = territory.people
    crowd = Crowd(1000 + begun)
    chance = crowd.chance
    others = list(
        Organisation.objects.exclude(pk=territory.home).order_by("slug").values_list("pk", flat=True)
    )
    # Organisations are of all sizes: a few large ones, many small.
    weights = [1 / (rank + 30) for rank in range(len(others))]
    places = chance.choices(others, weights, k=size - begun)
    places = [territory.home if chance.random() < HOME_SHARE else place for place in places]
    if not begun:
        places[: MEASURED * CASELOAD] = [territory.home] * (MEASURED * CASELOAD)
    for start in range(0, len(places), 50_000):
        _add(territory, crowd, places[start : start + 50_000], begun + start, notes=notes)
    territory.people = size
    if not begun:
        _thicken(territory)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


_text, _sounds = cache(search_text), cache(sound_keys)


def _add(territory: Territory, crowd: Crowd, places: list[UUID], begun: int, *, notes: bool) -> None:
    folk = list(crowd.people(len(places)))
    ids = [new_id() for _ in folk]
    people, contacts = Rows(Person), Rows(ContactPoint)
    with unwatched():
        people.copy(map(partial(_person, people), ids, folk))
        contacts.copy(
            contacts.line(person_id=pk, kind="phone", value=one.phone)
            for pk, one in zip(ids, folk, strict=True)
        )
    registrations = Rows(Registration)
    # With its triggers: what the search looks in is written by one of them.
    registrations.copy(
        registrations.line(
            person_id=pk, organisation_id=place, file_number=f"{2019 + at % 8}-{begun + at:06}"
        )
        for at, (pk, place) in enumerate(zip(ids, places, strict=True))
    )
    with unwatched():
        _open_dossiers(territory, crowd.chance, ids, places, begun, notes=notes)
    home = [(pk, one) for pk, one, place in zip(ids, folk, places, strict=True) if place == territory.home]
    territory.known += home[:: max(1, len(home) // 400)]


def _person(rows: Rows, pk: UUID, one: Someone) -> list[Any]:
    names = (one.first, one.last, one.birth_name)
    return rows.line(
        id=pk,
        first_names=one.first,
        last_name=one.last,
        birth_name=one.birth_name,
        gender=one.gender,
        birth_year=one.year,
        birth_month=one.month,
        birth_day=one.day,
        search_names=f" {_text(*filter(None, names))} ",
        sounds=sorted({sound for name in names if name for sound in _sounds(name)}),
        initials=initials_of([one.first], [one.last, one.birth_name]),
    )


def _open_dossiers(
    territory: Territory,
    chance: random.Random,
    people: list[UUID],
    places: list[UUID],
    begun: int,
    *,
    notes: bool,
) -> None:
    worker_of, team_of = _who_works_where(territory, places)
    rows = {model: Rows(model) for model in (Dossier, Referent, Deadline, Entry)}
    day, first = today(), begun == 0
    dossiers = [new_id() for _ in people]
    mine = set(range(MEASURED * CASELOAD)) if first else set()

    def referent(at: int) -> UUID:
        return territory.workers[at % MEASURED] if at in mine else worker_of[places[at]]

    rows[Dossier].copy(
        rows[Dossier].line(
            id=pk,
            organisation_id=places[at],
            team_id=team_of(at),
            person_id=people[at],
            phase=Phase.ACTION,
            priority=Priority.URGENT if chance.random() < 0.03 else Priority.ORDINARY,
            opened_on=day - timedelta(days=chance.randrange(30, 900)),
            last_contact_on=day - timedelta(days=chance.randrange(0, 34)),
        )
        for at, pk in enumerate(dossiers)
    )
    rows[Referent].copy(
        rows[Referent].line(
            dossier_id=pk, person_id=people[at], user_id=referent(at), since_on=day - timedelta(days=20)
        )
        for at, pk in enumerate(dossiers)
    )
    rows[Deadline].copy(
        rows[Deadline].line(
            dossier_id=pk,
            person_id=people[at],
            kind="other",
            title="Renouveler la demande de logement",
            due_on=day + timedelta(days=chance.randrange(-5, 300)),
            lead_days=7,
            owner_id=referent(at),
        )
        for at, pk in enumerate(dossiers)
    )
    if notes:
        rows[Entry].copy(
            _note(rows[Entry], chance, dossiers[at], people[at], referent(at), day=number * 17)
            for at in range(len(dossiers))
            for number in range(NOTES_OF_ALL)
        )
    if first:
        _give_plans(territory, chance, [(dossiers[at], people[at], referent(at)) for at in sorted(mine)])


def _who_works_where(
    territory: Territory, places: list[UUID]
) -> tuple[dict[UUID, UUID], Callable[[int], UUID]]:
    """A worker for each organisation; a team for each dossier. The home organisation has a team for 500 dossiers."""
    held = Membership.objects.exclude(user_id__in=territory.workers).values_list(
        "organisation_id", "user_id", "team_id"
    )
    worker_of, team_of = {}, {}
    for organisation, user, team in held:
        worker_of[organisation], team_of[organisation] = user, team
    wanted = max(1, round(places.count(territory.home) / A_TEAM)) if territory.people else 1
    known = Team.objects.filter(organisation_id=territory.home).count()
    fresh = Rows(Team)
    added = [new_id() for _ in range(wanted if territory.people else 0)]
    fresh.copy(
        fresh.line(id=pk, organisation_id=territory.home, name=f"Équipe {known + at:04}")
        for at, pk in enumerate(added)
    )

    def team(at: int) -> UUID:
        if places[at] == territory.home and added:
            return added[at % len(added)]
        return team_of[places[at]]

    return worker_of, team


def _note(
    rows: Rows, chance: random.Random, dossier: UUID, person: UUID, author: UUID, *, day: int
) -> list[Any]:
    moment = now() - timedelta(days=day % 900, minutes=chance.randrange(1000))
    return rows.line(
        dossier_id=dossier,
        person_id=person,
        author_id=author,
        kind=chance.choice(["interview", "call", "visit"]),
        body=chance.choice(NOTES),
        happened_at=moment,
        created_at=moment,
    )


def _give_plans(territory: Territory, chance: random.Random, dossiers: list[tuple[UUID, UUID, UUID]]) -> None:
    """The measured caseloads: a plan with a goal and three steps each, a win now and then."""
    rows = {model: Rows(model) for model in (Plan, Goal, Step, Victory)}
    plans = [(new_id(), new_id(), *each) for each in dossiers]
    day = today()
    rows[Plan].copy(rows[Plan].line(id=plan, dossier_id=d, person_id=p) for plan, _, d, p, _ in plans)
    rows[Goal].copy(
        rows[Goal].line(id=goal, plan_id=plan, person_id=p, title="Un logement à moi")
        for plan, goal, _, p, _ in plans
    )
    rows[Step].copy(
        rows[Step].line(
            goal_id=goal,
            person_id=p,
            title="Appeler le bailleur",
            worker_id=user,
            due_on=day + timedelta(days=chance.randrange(-2, 60)),
            position=at,
        )
        for _, goal, _, p, user in plans
        for at in range(3)
    )
    rows[Victory].copy(
        rows[Victory].line(
            dossier_id=d,
            person_id=p,
            words="A appelé seule le bailleur",
            noted_by_id=user,
            happened_on=day - timedelta(days=chance.randrange(0, 120)),
        )
        for _, _, d, p, user in plans
    )


def _thicken(territory: Territory) -> None:
    """A journal of fifty notes in the caseload of each worker, and one of ten thousand in that of the first."""
    held = [_held_by(worker) for worker in territory.workers]
    territory.thin, territory.thick = [first for first, _ in held], held[0][1]
    told = [
        *((each, worker, THIN) for each, worker in zip(territory.thin, territory.workers, strict=True)),
        (territory.thick, territory.workers[0], THICK),
    ]
    rows, chance = Rows(Entry), random.Random(3)
    with unwatched():
        Entry.objects.filter(dossier_id__in=[dossier for (dossier, _), _, _ in told])._raw_delete("default")
        rows.copy(
            _note(rows, chance, dossier, person, worker, day=number)
            for (dossier, person), worker, count in told
            for number in range(count)
        )


def _held_by(worker: UUID) -> list[tuple[UUID, UUID]]:
    rows = Referent.objects.filter(user_id=worker).order_by("id")
    return list(rows.values_list("dossier_id", "person_id")[:2])
