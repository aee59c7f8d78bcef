"""The list of dossiers: which ones were asked for, what each reader sees of them, what the list leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import User
from tisserand.common.access import Action
from tisserand.common.questions import question
from tisserand.support.choices import Phase, Priority, Topic
from tisserand.support.models import Dossier, Referent, Request
from tisserand.support.policies import DOSSIER
from tisserand.support.queries import dossiers_visible_to
from tisserand.support.queries.dossiers import with_referent, without_active_referent
from tisserand.support.queries.holding import is_held_by
from tisserand.ui.pages import COUNTED, at_most
from tisserand.ui.templatetags.words import date_fr, plural


class Scope(StrEnum):
    """Whose dossiers."""

    MINE = "mine"
    TEAM = "team"
    ORGANISATION = "organisation"


class State(StrEnum):
    """Going on, going on with nobody to hold the thread, ended."""

    OPEN = "open"
    ADRIFT = "adrift"
    CLOSED = "closed"


SORTS = {
    "nom": ("person__last_name", "person__first_names"),
    "phase": ("phase", "person__last_name"),
    "depuis": ("opened_on", "person__last_name"),
    "nouvelles": (F("last_contact_on").asc(nulls_first=True), "person__last_name"),
    "-nouvelles": (F("last_contact_on").desc(nulls_last=True), "person__last_name"),
}
# What a row of the page says, and no more.
SAID = (
    *(
        "person_id",
        "team_id",
        "phase",
        "priority",
        "opened_on",
        "last_contact_on",
        "closed_on",
        "closing_reason",
    ),
    *(f"person__{name}" for name in ("first_names", "used_first_name", "last_name", "birth_name")),
    "team__name",
)
HEADER = (
    "Personne",
    "Phase",
    "Référent·e",
    "Équipe",
    "Priorité",
    "Dernier contact",
    "Ouvert le",
    "Clos le",
    "Motif",
)


@dataclass(frozen=True)
class Asked:
    """What someone asked of the list."""

    scope: Scope = Scope.MINE
    state: State = State.OPEN
    phase: str = ""
    referent: User | None = None
    priority: str = ""
    topic: str = ""
    sort: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether something besides scope and state narrows the list."""
        return bool(self.phase or self.referent or self.priority or self.topic)

    @property
    def tells_what_is_inside(self) -> bool:
        """Whether the answer would reveal what only readers of the dossier may know."""
        return bool(self.priority or self.topic) or self.sort.lstrip("-") == "nouvelles"

    def in_words(self) -> str:
        """The filters, as a sentence for an exported file."""
        scope = {
            Scope.MINE: "dont je tiens le fil",
            Scope.TEAM: "de mes équipes",
            Scope.ORGANISATION: "de la structure",
        }[self.scope]
        state = {State.OPEN: "en cours", State.ADRIFT: "sans référent·e en poste", State.CLOSED: "clos"}[
            self.state
        ]
        words = [f"dossiers {state} {scope}"]
        words += [f"phase : {Phase(self.phase).label}"] if self.phase else []
        words += [f"référent·e : {self.referent}"] if self.referent else []
        words += [f"priorité : {Priority(self.priority).label}"] if self.priority else []
        words += [f"thème demandé : {Topic(self.topic).label}"] if self.topic else []
        return ", ".join(words)


@dataclass(frozen=True)
class Row:
    """One dossier as its reader sees it: `reads` says whether more than name, referent and phase.

    `hands`: whether its reader may hand it over; `held`: who holds the thread.
    """

    dossier: Dossier
    reads: bool
    hands: bool
    held: Referent | None


def in_state(actor: Actor, state: State, today: date, action: Action = Action.SEE) -> QuerySet[Dossier]:
    """Every dossier in this state that the actor may know of."""
    rows = dossiers_visible_to(actor.ordinary, action)
    if state == State.CLOSED:
        return rows.filter(closed_on__isnull=False)
    if state == State.ADRIFT:
        return without_active_referent(rows, today)
    return rows.filter(closed_on=None)


def listed(actor: Actor, asked: Asked, today: date, action: Action = Action.SEE) -> QuerySet[Dossier]:
    """The dossiers asked for, in the order asked for."""
    inside = Action.READ if asked.tells_what_is_inside and action == Action.SEE else action
    rows = _in_scope(actor, asked.scope, in_state(actor, asked.state, today, inside))
    if asked.phase:
        rows = rows.filter(phase=asked.phase)
    if asked.referent:
        rows = rows.filter(is_held_by(asked.referent.pk))
    if asked.priority:
        rows = rows.filter(priority=asked.priority)
    if asked.topic:
        named = Request.objects.filter(dossier_id=OuterRef("pk"), topics__contains=[asked.topic])
        rows = rows.filter(Exists(named))
    return rows.order_by(*_order(asked.sort), "pk")


class Listing:
    """The dossiers asked for, page by page. What is asked every day in the same way is put into SQL once."""

    def __init__(self, actor: Actor, asked: Asked, today: date) -> None:
        self.actor, self.today = actor, today
        known = {*SORTS, *(f"-{name}" for name in SORTS)}
        self.asked = asked if asked.sort in known else replace(asked, sort="")
        # A question keeps what it was asked with: nobody’s account.
        self.is_usual = not asked.referent

    def __getitem__(self, part: slice) -> list[Row]:
        """The rows of one page."""
        ask = _page if self.is_usual else _page.build
        dossiers = list(ask(self.actor, self.asked, self.today, part.start, part.stop))
        found = _held_in(None, tuple(dossier.pk for dossier in dossiers)) if dossiers else []
        # The latest comes first: it is the one who counts.
        held = {referent.dossier_id: referent for referent in reversed(found)}
        return [
            Row(dossier, dossier.reads, dossier.reads and dossier.hands, held.get(dossier.pk))
            for dossier in dossiers
        ]

    def count(self) -> int:
        """How many dossiers."""
        ask = _ids.count if self.is_usual else lambda *said: _ids.build(*said).count()
        return ask(self.actor, replace(self.asked, sort=""), self.today)


@question
def _page(actor: Actor, asked: Asked, today: date, start: int, stop: int) -> QuerySet[Any]:
    rows = listed(actor, asked, today).select_related("person", "team").only(*SAID)
    this, open_here = Dossier.objects.filter(pk=OuterRef("pk")), {"closed_on": None}
    return rows.annotate(
        reads=Exists(DOSSIER.filter(actor, Action.READ, this)),
        hands=Exists(DOSSIER.filter(actor, Action.MANAGE, this.filter(**open_here))),
    )[start:stop]


@question
def _ids(actor: Actor, asked: Asked, today: date) -> QuerySet[Dossier, Any]:
    return listed(actor, asked, today).order_by().values("pk")


@question
def _held_in(_: None, dossiers: tuple[UUID, ...]) -> QuerySet[Referent]:
    held = Referent.objects.filter(dossier_id__in=dossiers, until_on=None).select_related("user")
    return held.only("dossier_id", "user__first_name", "user__last_name")


@question
def _of_state(actor: Actor, state: State, today: date, most: int) -> QuerySet[Dossier, Any]:
    return in_state(actor, state, today).order_by().values("pk")[:most]


def count_in_state(actor: Actor, state: State, today: date) -> int:
    """How many dossiers are in this state, or « plus de 1 000 »."""
    return at_most(_of_state.count(actor, state, today, COUNTED + 1))


def _in_scope(actor: Actor, scope: Scope, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    if scope == Scope.MINE:
        return rows.filter(is_held_by(actor.user_id))
    if scope == Scope.TEAM:
        return rows.filter(team_id__in=actor.teams_as(*Role))
    return rows


def _order(sort: str) -> tuple[Any, ...]:
    if sort in SORTS:
        return SORTS[sort]
    ascending = SORTS.get(sort.removeprefix("-"), SORTS["nom"])
    return tuple(f"-{name}" for name in ascending) if sort.startswith("-") else ascending


def left_out(asked: Asked) -> str:
    """What the list does not show, in words that follow « 12 sur 31, »."""
    if asked.is_filtered:
        return "les autres ne répondent pas aux filtres"
    return {
        Scope.MINE: "les autres sont suivis par vos collègues",
        Scope.TEAM: "les autres appartiennent à d’autres équipes",
        Scope.ORGANISATION: "",
    }[asked.scope]


def exported(dossiers: QuerySet[Dossier]) -> Iterator[tuple[Any, ...]]:
    """The rows of a file."""
    for dossier in with_referent(dossiers):
        held = dossier.referent
        yield (
            dossier.person.name,
            dossier.get_phase_display(),
            held.user.get_full_name() if held else "",
            dossier.team.name,
            dossier.get_priority_display(),
            dossier.last_contact_on,
            dossier.opened_on,
            dossier.closed_on,
            dossier.get_closing_reason_display(),
        )


def notes_of(actor: Actor, asked: Asked, shown: int, total: int, today: date) -> list[str]:
    """What the file says of itself: the filter, and what it leaves out."""
    hidden = total - shown
    return [
        f"{actor.organisation_name} · {date_fr(today)} {today.year} · {actor.name}",
        f"{plural(shown, 'dossier,dossiers')} : {asked.in_words()}.",
        f"Ne sont pas dans ce fichier : {plural(hidden, 'dossier,dossiers')} hors du filtre ou dont vous ne "
        "lisez pas le contenu, et les personnes en accès restreint dont vous n’avez pas la clé.",
        "Aucune coordonnée n’est exportée. Ce fichier contient des données personnelles : "
        "ne le gardez que le temps utile.",
    ]
