"""What of the accompaniment follows someone whose two records are brought together; which open dossier goes on."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Model, QuerySet
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.merging import Asker, Ledger, Question, ask_before, follow, leave
from tisserand.people.models import Person
from tisserand.support.choices import ClosingReason, Phase
from tisserand.support.models import (
    Deadline,
    Document,
    DocumentVersion,
    Dossier,
    Entry,
    EntryVersion,
    FirstWelcome,
    Goal,
    Handover,
    ImportRow,
    MapItem,
    MapLink,
    MapSnapshot,
    PhaseChange,
    Plan,
    PlanAgreement,
    PlanRefusal,
    PutOff,
    Referent,
    Request,
    Review,
    ReviewedGoal,
    SituationMap,
    Step,
    StepReport,
    Victory,
)
from tisserand.support.policies import DOSSIER
from tisserand.ui.templatetags.words import date_fr

# Everything that hangs on a dossier, with the way to it.
OF_DOSSIER: dict[type[Model], str] = {
    Request: "dossier",
    Referent: "dossier",
    PhaseChange: "dossier",
    Handover: "dossier",
    Deadline: "dossier",
    PutOff: "dossier",
    Victory: "dossier",
    Entry: "dossier",
    EntryVersion: "entry__dossier",
    Document: "dossier",
    DocumentVersion: "document__dossier",
    SituationMap: "dossier",
    MapItem: "map__dossier",
    MapLink: "map__dossier",
    Plan: "dossier",
    Goal: "plan__dossier",
    Step: "goal__plan__dossier",
    StepReport: "step__goal__plan__dossier",
    Review: "plan__dossier",
    ReviewedGoal: "review__plan__dossier",
}
WHICH = "Chaque fiche a un dossier ouvert. Lequel reste ouvert ?"
NEITHER = (
    "Chaque fiche a un dossier ouvert, et vous ne pouvez clore ni l’un ni l’autre : demandez à la cheffe ou au chef de "
    "service de réunir ces fiches."
)
UNALTERABLE = "the database refuses any change; read through the plan or the map, which follow"


def register() -> None:
    """Say of every column of this room whether it follows, and ask about two open dossiers."""
    follow(Dossier, organisation="organisation")
    for model, path in OF_DOSSIER.items():
        follow(model, organisation=f"{path}__organisation", under=(path, Dossier))
    follow(FirstWelcome, organisation="organisation")
    for model in (PlanAgreement, PlanRefusal, MapSnapshot):
        leave(model, "person", because=UNALTERABLE)
    leave(
        ImportRow, "person", because="says whom that row of the file made, so that the import can be undone"
    )
    ask_before(TwoOpenDossiers())


class TwoOpenDossiers(Asker):
    """Someone has at most one open dossier in an organisation: one goes on, the other is closed and kept."""

    def question(self, actor: Actor, kept: Person, absorbed: Person) -> Question | None:
        """Which one goes on, if each record has one open here."""
        dossiers = list(_open_dossiers(actor, kept, absorbed))
        if len(dossiers) < 2:
            return None
        options = [
            (str(one.pk), _label(actor, one))
            for one, other in (dossiers, reversed(dossiers))
            if DOSSIER.may(actor, Action.MANAGE, other)
        ]
        return Question("dossier", WHICH, options, refusal="" if options else NEITHER)

    def settle(self, actor: Actor, question: Question, answer: str, ledger: Ledger, now: datetime) -> None:
        """Close the other one, with a word that says why; everything in it stays readable."""
        merge = ledger.merge
        for dossier in _open_dossiers(actor, merge.kept, merge.absorbed).select_for_update(of=("self",)):
            if str(dossier.pk) != answer:
                _close(actor, dossier, ledger, now)


def _open_dossiers(actor: Actor, *people: Person) -> QuerySet[Dossier]:
    return Dossier.objects.filter(
        organisation_id=actor.organisation_id, person__in=people, closed_on=None
    ).order_by("opened_on", "pk")


def _label(actor: Actor, dossier: Dossier) -> str:
    referent = dossier.referent
    held = f", suivi par {referent.user.get_full_name()}" if referent else ""
    return f"Celui du {date_fr(dossier.opened_on)}, {dossier.team.in_words}{held}"


def _close(actor: Actor, dossier: Dossier, ledger: Ledger, now: datetime) -> None:
    today = timezone.localdate(now)
    ledger.change(
        dossier,
        phase=Phase.CLOSED,
        closed_on=max(today, dossier.opened_on),
        closing_reason=ClosingReason.OTHER,
        closing_note="Réuni avec l’autre dossier de la même personne, qui reste ouvert.",
    )
    ledger.add(
        PhaseChange(
            dossier=dossier,
            person_id=dossier.person_id,
            phase=Phase.CLOSED,
            changed_on=max(today, dossier.opened_on),
            changed_by_id=actor.user_id,
        )
    )
    record(
        actor=actor,
        verb=Verb.CHANGE,
        part="support.dossier",
        person_id=dossier.person_id,
        object_id=dossier.pk,
        reason="réuni avec un autre dossier",
    )
