"""The summary of a handover, written from what is recorded: what one would say to a colleague, in four blocks.

Only what the team reads: never an author-only note, never a number or an address (they change; the page has them).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Prefetch

from tisserand.people.choices import ContactKind, Safety
from tisserand.people.languages import language_name
from tisserand.people.models import ContactPoint
from tisserand.people.queries import contacts_of
from tisserand.support.choices import EntryKind, Expression, GoalState, ItemKind, Priority, Visibility
from tisserand.support.models import Deadline, Dossier, Entry, Goal, MapItem, PlanAgreement, Step
from tisserand.support.queries.plan import OPEN_STEPS
from tisserand.ui.templatetags.words import date_fr

AHEAD = timedelta(days=90)
VICTORIES = timedelta(days=120)
INCIDENTS = timedelta(days=180)
HEAVIEST = 4
STRENGTHS = 5
LAST_NOTES = 3
EXTRACT = 160
SAID = {
    Expression.SPOKEN: "de vive voix",
    Expression.SIGNED: "par signature",
    Expression.ELECTRONIC: "par voie électronique",
    Expression.REPRESENTATIVE: "par la voix de qui la représente",
}
WEIGHTS = ("dénoué", "pèse un peu", "pèse", "pèse lourd", "prend toute la place")


def summary_of(dossier: Dossier, *, today: date) -> dict[str, str]:
    """The four blocks, from about ten queries whatever the dossier holds."""
    items = list(MapItem.objects.filter(map__dossier=dossier, resolved_on=None, removed_at=None))
    goals = _goals(dossier)
    steps = [step for goal in goals for step in goal.steps.all()]
    return {
        "matters": _lines(_matters(dossier, items, today)),
        "standing": _lines(_standing(dossier, items, goals, today)),
        "pressing": _lines(_pressing(dossier, items, steps, today)),
        "know": _lines(_know(dossier, today)),
    }


def _lines(told: Iterable[str]) -> str:
    return "\n".join(f"– {line}" for line in told if line)


def _goals(dossier: Dossier) -> list[Goal]:
    waiting = Step.objects.filter(state__in=OPEN_STEPS).select_related("worker")
    return list(
        Goal.objects.filter(plan__dossier=dossier, state=GoalState.ACTIVE).prefetch_related(
            Prefetch("steps", queryset=waiting)
        )
    )


def _quoted(words: str, longest: int = 300) -> str:
    words = " ".join(words.split())
    return f"« {words if len(words) <= longest else words[: longest - 1].rstrip() + '…'} »"


# --- what counts for the person


def _matters(dossier: Dossier, items: list[MapItem], today: date) -> Iterable[str]:
    plan = getattr(dossier, "plan", None)
    if plan and plan.aspiration:
        yield f"Ce qui compte, dans ses mots : {_quoted(plan.aspiration)}"
    if asked := dossier.requests.first():
        by = f", par {asked.asked_by}" if asked.asked_by else ""
        yield f"La demande, le {date_fr(asked.asked_on)}{by} : {_quoted(asked.words)}"
    if holds := [item.title for item in items if item.kind == ItemKind.STRENGTH][:STRENGTHS]:
        yield f"Points d’appui : {', '.join(holds)}"
    if needs := [item.title for item in items if item.kind == ItemKind.NEED][:STRENGTHS]:
        yield f"Besoins profonds : {', '.join(needs)}"
    for victory in dossier.victories.filter(happened_on__gte=today - VICTORIES)[:STRENGTHS]:
        yield f"Avancée du {date_fr(victory.happened_on)} : {victory.words}"


# --- where we have got to


def _standing(dossier: Dossier, items: list[MapItem], goals: list[Goal], today: date) -> Iterable[str]:
    since = dossier.phase_changes.filter(phase=dossier.phase).last()
    when = f", depuis le {date_fr(since.changed_on)}" if since else ""
    yield f"Phase : {dossier.get_phase_display()}{when}. Dossier ouvert le {date_fr(dossier.opened_on)}."
    heavy = sorted((item for item in items if item.kind == ItemKind.DIFFICULTY), key=_weight, reverse=True)
    for item in heavy[:HEAVIEST]:
        how = f" ({WEIGHTS[_weight(item)]})" if _weight(item) >= 0 else ""
        yield f"Sur la carte : {item.title}{how}"
    for goal in goals:
        todo = " ; ".join(_step(step) for step in goal.steps.all()[:3])
        yield f"Objectif : {goal.title}" + (f". Ensuite : {todo}" if todo else ". Aucune étape en cours.")
    yield from _agreed(dossier)


def _weight(item: MapItem) -> int:
    said = [weight for weight in (item.weight_person, item.weight_worker) if weight is not None]
    return max(said, default=-1)


def _step(step: Step) -> str:
    who = step.partner_name or (str(step.worker) if step.worker else step.get_doer_display())
    due = f", pour le {date_fr(step.due_on)}" if step.due_on else ""
    return f"{step.title} ({who}{due})"


def _agreed(dossier: Dossier) -> Iterable[str]:
    plan = getattr(dossier, "plan", None)
    if plan is None:
        return
    agreement = PlanAgreement.objects.filter(plan=plan).first()
    if agreement:
        how = SAID[Expression(agreement.expression)]
        yield f"Ce qui est convenu : version {agreement.version} du projet, {how}, le {date_fr(agreement.agreed_on)}."
    review = plan.reviews.filter(held_on=None).order_by("planned_on").first()
    if review:
        yield f"Bilan prévu le {date_fr(review.planned_on)}."


# --- what presses


def _pressing(dossier: Dossier, items: list[MapItem], steps: list[Step], today: date) -> Iterable[str]:
    if dossier.priority != Priority.ORDINARY:
        yield f"Priorité : {dossier.get_priority_display()}."
    for deadline in dossier.deadlines.filter(handled_on=None, due_on__lte=today + AHEAD):
        yield _deadline(deadline, today)
    for item in items:
        if item.is_urgent:
            yield f"Urgent sur la carte : {item.title}"
    for step in sorted((s for s in steps if s.due_on and s.due_on < today), key=lambda s: s.due_on or today):
        yield f"Étape en retard : {_step(step)}"


def _deadline(deadline: Deadline, today: date) -> str:
    late = " (date passée)" if deadline.due_on < today else ""
    kind = deadline.get_kind_display()
    return f"{kind[:1].upper()}{kind[1:]} le {date_fr(deadline.due_on)}{late} : {deadline.title}"


# --- what one had better know


def _know(dossier: Dossier, today: date) -> Iterable[str]:
    person = dossier.person
    for contact in contacts_of(person):
        if rule := _rule(contact):
            yield rule
    if person.interpreter:
        yield f"Interprète nécessaire : {language_name(person.interpreter)}."
    if person.protection:
        yield f"Protection juridique : {person.get_protection_display()}."
    yield from _news(dossier, today)


def _rule(contact: ContactPoint) -> str:
    """How a way of reaching them may be used, without saying the number or the address."""
    if contact.is_protected:
        return f"{_sentence(contact.get_kind_display())} : protégé, à ne donner à personne."
    whose = f" ({contact.belongs_to})" if contact.belongs_to else ""
    if contact.kind == ContactKind.ADDRESS and contact.safety == Safety.UNKNOWN:
        return ""
    return (
        f"{_sentence(contact.get_kind_display())}{whose} : {', '.join(contact.conditions) or 'non vérifié'}."
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _news(dossier: Dossier, today: date) -> Iterable[str]:
    if dossier.last_contact_on:
        rhythm = dossier.contact_every_days
        yield f"Dernières nouvelles le {date_fr(dossier.last_contact_on)} ; rythme convenu : tous les {rhythm} jours."
    else:
        yield "Pas encore de nouvelles directes."
    told = Entry.objects.filter(dossier=dossier).exclude(visibility=Visibility.AUTHOR)
    told = told.exclude(kind=EntryKind.HANDOVER)
    for entry in told.filter(kind=EntryKind.INCIDENT, happened_at__date__gte=today - INCIDENTS)[:2]:
        yield f"Incident le {date_fr(entry.happened_at)} : {_quoted(entry.body, EXTRACT)}"
    for entry in told.exclude(kind=EntryKind.INCIDENT)[:LAST_NOTES]:
        kind = _sentence(entry.get_kind_display())
        yield f"{kind} du {date_fr(entry.happened_at)} : {_quoted(entry.body, EXTRACT)}"
