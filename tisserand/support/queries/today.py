"""What a worker's day holds: what is due and why, who has been silent, what advances without noise."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Window
from django.db.models import DateField as Day
from django.db.models.functions import Coalesce

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.support.choices import StepState, WelcomeOutcome
from tisserand.support.models import Dossier, Entry, FirstWelcome, PutOff, Step, Victory
from tisserand.support.policies import DOSSIER, ENTRY, WELCOME
from tisserand.support.queries.holding import is_held_by

LONG_TERM = timedelta(days=90)
WEEK = timedelta(days=7)
MENTIONS_LAST = timedelta(days=21)
WAITING = (WelcomeOutcome.APPOINTMENT, WelcomeOutcome.URGENT)


class Held(NamedTuple):
    """What a day asks of a dossier: sixty are read for the few lines that are shown."""

    pk: UUID
    priority: str
    opened_on: date
    last_contact_on: date | None
    contact_every_days: int | None
    person__first_names: str
    person__used_first_name: str
    person__last_name: str
    person__birth_name: str
    heard_on: date  # the last contact, or else the opening
    expected_on: date | None  # when news were agreed for
    is_later: bool  # put off

    @property
    def person(self) -> Person:
        """Their names, and nothing else of them."""
        prefix = "person__"
        said = {name.removeprefix(prefix): getattr(self, name) for name in self._fields if prefix in name}
        return Person(**said)


def whole(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows, each knowing how many they are in all: a list may be cut short and still say its true count."""
    return rows.annotate(in_all=Window(Count("pk")))


def put_off_by(actor: Actor, today: date) -> QuerySet[PutOff]:
    """What `actor` asked to see again later than today, among what they may still read."""
    readable = DOSSIER.filter(actor.ordinary, Action.READ, Dossier.objects.filter(closed_on=None))
    return (
        PutOff.objects.filter(user_id=actor.user_id, until_on__gt=today, dossier__in=readable)
        .select_related("person")
        .order_by("created_at", "id")
    )


def not_put_off(rows: QuerySet[Any], dossier: str, actor: Actor, today: date) -> QuerySet[Any]:
    """Without what `actor` asked to see again later; `dossier`: where the rows say which one they are about."""
    later = PutOff.objects.filter(user_id=actor.user_id, until_on__gt=today, dossier__closed_on=None)
    return rows.filter(~Exists(later.filter(dossier_id=OuterRef(dossier))))


def open_dossiers_of(actor: Actor) -> QuerySet[Dossier]:
    """The open dossiers whose thread `actor` holds."""
    held = Dossier.objects.filter(is_held_by(actor.user_id), closed_on=None)
    return DOSSIER.filter(actor.ordinary, Action.READ, held)


def with_heard_on(dossiers: QuerySet[Dossier]) -> QuerySet[Any]:
    """Add `heard_on` (last contact, or else the opening) and `expected_on`, when news were agreed for."""
    heard = Coalesce("last_contact_on", "opened_on")
    agreed = ExpressionWrapper(heard + F("contact_every_days"), output_field=Day())
    return dossiers.annotate(heard_on=heard, expected_on=agreed)


def held_dossiers(actor: Actor, today: date) -> QuerySet[Any, Any]:
    """The same, as `Held` says them."""
    later = PutOff.objects.filter(user_id=actor.user_id, until_on__gt=today, dossier_id=OuterRef("pk"))
    rows = with_heard_on(open_dossiers_of(actor)).annotate(is_later=Exists(later))
    return rows.order_by("pk").values_list(*Held._fields)


def steps_by_dossier(dossiers: tuple[UUID, ...]) -> QuerySet[Step, Any]:
    """How many steps each of their plans has (`in_all`), and how many are done; abandoned ones do not count."""
    steps = Step.objects.filter(goal__plan__dossier_id__in=dossiers).exclude(state=StepState.ABANDONED)
    counts = {"in_all": Count("pk"), "done": Count("pk", filter=Q(state=StepState.DONE))}
    return steps.order_by().values("goal__plan__dossier_id").annotate(**counts)


def victories_since(actor: Actor, before: date, today: date) -> QuerySet[Victory]:
    """The wins after the day `before`, in the dossiers `actor` may read."""
    return (
        Victory.objects.filter(happened_on__gt=before, happened_on__lte=today)
        .filter(dossier__in=DOSSIER.filter(actor.ordinary, Action.READ, Dossier.objects.all()))
        .select_related("person")
        .order_by("-happened_on", "-id")
    )


def mentions_since(actor: Actor, moment: datetime) -> QuerySet[Entry]:
    """The notes written since then that call `actor` by name."""
    called = Entry.mentions.through.objects.filter(user_id=actor.user_id).values("entry_id")
    recent = Entry.objects.filter(pk__in=called, created_at__gte=moment)
    return (
        ENTRY.filter(actor.ordinary, Action.READ, recent)
        .exclude(author_id=actor.user_id)
        .select_related("person", "author")
        .defer("words")
        .order_by("-created_at")
    )


def welcomes_waiting(actor: Actor) -> QuerySet[FirstWelcome]:
    """First welcomes that wait for someone: those of `actor`'s teams, or of no team yet; all of them at reception."""
    waiting = FirstWelcome.objects.filter(handled_at=None, dossier=None, outcome__in=WAITING)
    teams = actor.teams_as(Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE)
    if not (actor.leads_organisation() or actor.has_role(Role.RECEPTION)):
        waiting = waiting.filter(Q(team_id__in=teams) | Q(team=None))
    return (
        whole(WELCOME.filter(actor.ordinary, Action.READ, waiting))
        .select_related("person", "team")
        .order_by("-outcome", "welcomed_at")
    )
