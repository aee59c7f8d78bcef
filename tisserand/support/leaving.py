"""What someone who leaves holds in the accompaniment: threads, dates, steps, welcomes. Counts only, never a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.accounts.departures import Held, Leaver
from tisserand.people.leaving import last_keys_of
from tisserand.support.choices import GoalState, HandoverState, WelcomeOutcome
from tisserand.support.models import Deadline, Dossier, FirstWelcome, Handover, Referent, Review, Step
from tisserand.support.queries.plan import OPEN_STEPS
from tisserand.ui.templatetags.words import plural

LISTED = 200
SUMMARIES = "résumé de relais à relire,résumés de relais à relire"
TOLD = "personne ne sait pas encore qui prend le relais,personnes ne savent pas encore qui prend le relais"


def held(actor: Actor, leaver: Leaver, now: datetime) -> Iterable[Held]:
    """Everything, what must be done first."""
    yield from _threads(actor, leaver)
    yield from _last_keys(leaver)
    yield from _preparing(leaver)
    yield from _tasks(actor, leaver)
    yield from _welcomes(actor, leaver)
    yield from _reviews(leaver)


def threads_of(leaver: Leaver) -> QuerySet[Dossier]:
    """The open dossiers whose thread they hold."""
    theirs = Referent.objects.filter(dossier_id=OuterRef("pk"), user=leaver.user, until_on=None)
    return Dossier.objects.filter(Exists(theirs), organisation_id=leaver.organisation_id, closed_on=None)


def _threads(actor: Actor, leaver: Leaver) -> Iterable[Held]:
    planned = Handover.objects.filter(dossier_id=OuterRef("pk"), state=HandoverState.PROPOSED)
    in_time = planned.filter(takes_effect_on__lte=leaver.last_day + timedelta(days=1))
    counts = threads_of(leaver).aggregate(
        held=Count("pk"),
        planned=Count("pk", filter=Q(Exists(planned))),
        in_time=Count("pk", filter=Q(Exists(in_time))),
    )
    left, late = counts["held"] - counts["planned"], counts["planned"] - counts["in_time"]
    gesture = _for_head(actor, "Confier ces dossiers", "support:handover_start", f"?de={leaver.user.pk}")
    if left:
        words = "dossier reste sans référent·e,dossiers restent sans référent·e"
        yield Held(plural(left, words), _said(counts), "folder2-open", is_left=True, order=10, **gesture)
    elif counts["held"]:
        yield Held(plural(counts["held"], "relais prévu,relais prévus"), "", "arrow-left-right", order=40)
    if late:
        yield Held(
            plural(late, "relais vient après le dernier jour,relais viennent après le dernier jour"),
            "Entre-temps, personne ne tiendrait le fil.",
            "calendar-x",
            is_left=True,
            order=12,
        )


def _said(counts: dict[str, int]) -> str:
    held = plural(counts["held"], "dossier tenu,dossiers tenus")
    planned = plural(counts["planned"], "relais prévu,relais prévus,aucun relais prévu")
    return f"{held}, {planned}. Les échéances et les étapes suivent le fil."


def _for_head(actor: Actor, words: str, name: str, query: str = "", **kwargs: object) -> dict[str, str]:
    """A gesture for whoever leads: administrators see how many, and read no dossier."""
    if not actor.leads_organisation():
        return {}
    return {"gesture": words, "url": reverse(name, kwargs=kwargs or None) + query}


def _last_keys(leaver: Leaver) -> Iterable[Held]:
    """Restricted people whom nobody else could open, but those whose relay will pass the key."""
    planned = Handover.objects.filter(
        person_id=OuterRef("registration__person_id"),
        dossier__organisation_id=leaver.organisation_id,
        state=HandoverState.PROPOSED,
    )
    if last := last_keys_of(leaver).filter(~Exists(planned)).count():
        words = "personne à accès restreint n’a que sa clé,personnes à accès restreint n’ont que sa clé"
        text = "Le relais du dossier passe la clé. Sans lui, la clé reste, et seule la direction ouvrirait la page."
        yield Held(plural(last, words), text, "key", is_left=True, order=20)


def _preparing(leaver: Leaver) -> Iterable[Held]:
    live = Handover.objects.filter(
        giver=leaver.user,
        dossier__organisation_id=leaver.organisation_id,
        state__in=(HandoverState.PROPOSED, HandoverState.DONE),
        acknowledged_at=None,
    )
    counts = live.aggregate(
        unread=Count("pk", filter=Q(written_at=None)), untold=Count("pk", filter=Q(told_on=None))
    )
    if counts["unread"]:
        text = (
            f"Par {leaver.user.first_name}, depuis « Aujourd’hui ». Sans cela, le résumé reste automatique."
        )
        yield Held(plural(counts["unread"], SUMMARIES), text, "pencil", is_left=True, order=14)
    if counts["untold"]:
        text = "On ne change pas de référent·e par surprise : qui part, ou qui reprend, le dit et le note."
        yield Held(plural(counts["untold"], TOLD), text, "chat-left-text", is_left=True, order=16)


def deadlines_elsewhere(leaver: Leaver) -> QuerySet[Deadline]:
    """The open dates they look after in dossiers that others hold."""
    rows = Deadline.objects.filter(owner=leaver.user, handled_on=None)
    return rows.filter(dossier__in=_others_threads(leaver)).select_related("dossier__person")


def steps_elsewhere(leaver: Leaver) -> QuerySet[Step]:
    """The open steps they do in dossiers that others hold."""
    rows = Step.objects.filter(worker=leaver.user, state__in=OPEN_STEPS, goal__state=GoalState.ACTIVE)
    rows = rows.filter(goal__plan__dossier__in=_others_threads(leaver))
    return rows.select_related("goal__plan__dossier__person")


def with_holder(rows: QuerySet[Any], dossier: str) -> list[Any]:
    """The rows, each with `holder`: the name of who holds the thread of its dossier."""
    held = Referent.objects.filter(dossier_id=OuterRef(f"{dossier}_id"), until_on=None)
    name = Concat("user__first_name", Value(" "), "user__last_name")
    return list(rows.annotate(holder=Subquery(held.values(name=name)[:1]))[:LISTED])


def _others_threads(leaver: Leaver) -> QuerySet[Dossier]:
    held = Referent.objects.filter(dossier_id=OuterRef("pk"), until_on=None).exclude(user=leaver.user)
    return Dossier.objects.filter(Exists(held), organisation_id=leaver.organisation_id, closed_on=None)


def _tasks(actor: Actor, leaver: Leaver) -> Iterable[Held]:
    dates, steps = deadlines_elsewhere(leaver).count(), steps_elsewhere(leaver).count()
    if not dates + steps:
        return
    counted = [plural(dates, "échéance,échéances")] if dates else []
    counted += [plural(steps, "étape,étapes")] if steps else []
    yield Held(
        f"{' et '.join(counted)} dans des dossiers que d’autres tiennent",
        "Chacune peut revenir à qui tient le fil.",
        "list-check",
        is_left=True,
        order=30,
        **_for_head(actor, "Les rendre aux référent·es", "support:leaving_tasks", user_id=leaver.user.pk),
    )


def _welcomes(actor: Actor, leaver: Leaver) -> Iterable[Held]:
    waiting = FirstWelcome.objects.filter(
        organisation_id=leaver.organisation_id,
        welcomed_by=leaver.user,
        dossier=None,
        handled_at=None,
        outcome__in=(WelcomeOutcome.APPOINTMENT, WelcomeOutcome.URGENT),
    ).count()
    if waiting:
        yield Held(
            plural(waiting, "premier accueil attend une suite,premiers accueils attendent une suite"),
            "Toute l’équipe les voit : quelqu’un doit les reprendre.",
            "door-open",
            is_left=True,
            order=32,
            **_for_head(actor, "Voir les accueils", "support:welcome_list"),
        )


def _reviews(leaver: Leaver) -> Iterable[Held]:
    planned = Review.objects.filter(held_on=None, plan__dossier__in=threads_of(leaver)).count()
    if planned:
        yield Held(plural(planned, "bilan prévu,bilans prévus"), "Ils suivent le fil.", "calendar3", order=45)
