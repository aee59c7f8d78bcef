"""What the accompaniment adds to the page of a person: its rubrics, and what must be seen at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from tisserand.accounts.actors import Actor
from tisserand.common import clock
from tisserand.common.questions import question
from tisserand.people.models import Person
from tisserand.people.page import Chip, Tab
from tisserand.support.choices import Priority
from tisserand.support.load import may_see_load
from tisserand.support.models import Deadline, Dossier
from tisserand.support.policies import may_import_caseload, may_welcome
from tisserand.support.queries.dossiers import seen_dossiers_of
from tisserand.ui.templatetags.words import date_fr

RUBRICS = (
    ("support.map", "Carte", "support:map_detail", 20),
    ("support.plan", "Projet", "support:plan_detail", 30),
    ("support.journal", "Fil", "support:journal_detail", 40),
    ("support.road", "Chemin parcouru", "support:road_detail", 50),
    ("support.document", "Documents", "support:document_list", 60),
)
SOON = timedelta(days=30)

NAVIGATION: list[dict[str, Any]] = [
    {"label": "Aujourd’hui", "url_name": "support:today", "icon": "sun", "order": 0, "visible": may_welcome},
    {
        "label": "Charge",
        "url_name": "support:load",
        "icon": "bar-chart",
        "order": 60,
        "visible": may_see_load,
    },
    {
        "label": "Dossiers",
        "url_name": "support:dossier_list",
        "icon": "folder2-open",
        "order": 25,
        "visible": may_welcome,
    },
    {
        "label": "Accueils",
        "url_name": "support:welcome_list",
        "icon": "door-open",
        "order": 30,
        "visible": may_welcome,
    },
    {
        "label": "Relais",
        "url_name": "support:handover_list",
        "icon": "arrow-left-right",
        "order": 35,
        "visible": lambda actor: actor.is_accompanying,
    },
    {
        "label": "Reprises",
        "url_name": "support:caseload_list",
        "icon": "file-earmark-arrow-up",
        "order": 80,
        "visible": may_import_caseload,
    },
]
PANELS = ("dossier_panel", "deadline_panel", "victory_panel", "entry_panel")
PARTS = {
    "support.agreement": "l’accord sur le projet",
    "support.caseload": "la reprise d’une file active",
    "support.deadline": "une échéance",
    "support.document": "un document",
    "support.document_list": "la liste des documents",
    "support.dossier": "le dossier",
    "support.dossier_list": "la liste des dossiers",
    "support.handover": "un relais",
    "support.handover_batch": "le relais de plusieurs dossiers",
    "support.history": "l’historique",
    "support.journal": "le fil",
    "support.map": "la carte",
    "support.plan": "le projet",
    "support.put_off": "ce qui est remis à demain",
    "support.referent": "qui tient le fil",
    "support.refusal": "un désaccord sur le projet",
    "support.review": "un bilan",
    "support.road": "le chemin parcouru",
    "support.report": "un résultat d’étape",
    "support.shared_document": "un document partagé",
    "support.trail": "les consultations",
    "support.victory": "une avancée",
    "support.voice": "une parole de pair·e",
    "support.welcome": "un premier accueil",
}
MAIN_ACTION: dict[str, Any] = {
    "label": "Premier accueil",
    "url_name": "support:welcome_create",
    "icon": "plus-lg",
    "order": 10,
    "visible": may_welcome,
}


def accompaniments(actor: Actor, person: Person) -> list[Dossier]:
    """The dossiers of `person` that the actor may know of, latest first; `is_readable` says which they may read.

    Kept with the person in hand: the tabs, the chips and the body of one page ask for the same.
    """
    known = person.__dict__.setdefault("_accompaniments", {})
    if actor not in known:
        known[actor] = seen_dossiers_of(actor, person)
    return known[actor]


def tabs(actor: Actor, person: Person) -> Iterator[Tab]:
    """The rubrics of the latest dossier that the actor may read."""
    dossier = next((known for known in accompaniments(actor, person) if known.is_readable), None)
    if dossier is None:
        return
    for key, label, name, order in RUBRICS:
        try:
            yield Tab(key, label, reverse(name, kwargs={"dossier_id": dossier.pk}), order)
        except NoReverseMatch:
            continue


def chips(actor: Actor, person: Person) -> Iterator[Chip]:
    """Phase, referent, priority and the next date that matters; for a colleague, phase and referent only."""
    dossier = next(iter(accompaniments(actor, person)), None)
    if dossier is None:
        return
    yield Chip(_sentence(dossier.get_phase_display()), tone="teal", icon="signpost-split", order=10)
    yield _referent(actor, dossier)
    if dossier.is_readable:
        if dossier.priority != Priority.ORDINARY and dossier.is_open:
            yield Chip(f"Priorité {dossier.get_priority_display()}", tone="terracotta", icon="flag", order=30)
        yield from _next_deadline(dossier)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _referent(actor: Actor, dossier: Dossier) -> Chip:
    held = dossier.referent
    if held is None:
        return Chip("Sans référent·e", tone="terracotta", icon="person-x", order=20)
    name = "vous" if held.user_id == actor.user_id else held.user.get_full_name()
    return Chip(f"Référent·e : {name}", tone="plum", icon="person-check", order=20)


@question
def _due_by(_: None, dossier_id: UUID, day: date) -> QuerySet[Deadline]:
    return Deadline.objects.filter(dossier_id=dossier_id, handled_on=None, due_on__lte=day)[:1]


def _next_deadline(dossier: Dossier) -> Iterator[Chip]:
    deadline = _due_by.first(None, dossier.pk, clock.today() + SOON)
    if deadline:
        words = f"{_sentence(deadline.get_kind_display())} le {date_fr(deadline.due_on, 'short')}"
        yield Chip(words, tone="terracotta", icon="exclamation-triangle", order=40)
