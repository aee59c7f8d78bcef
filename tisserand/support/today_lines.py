"""The lines of a day: about whom, why it is here, where it leads; the words of a person first, figures after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.support.choices import Doer, Priority, WelcomeOutcome
from tisserand.support.models import Deadline, Document, Dossier, FirstWelcome, Review, Step
from tisserand.support.queries.today import Held
from tisserand.ui.templatetags.words import NARROW, NO_BREAK, ago, date_fr


@dataclass(frozen=True)
class Line:
    """Something not to let pass: about whom, why it is here, and where it leads."""

    name: str
    reasons: tuple[str, ...]
    url: str
    chip: str
    chip_kind: str = ""
    chip_icon: str = ""
    chip_tone: str = ""
    meta: str = ""
    is_urgent: bool = False
    due_on: date = date.max
    dossier_id: UUID | None = None


@dataclass(frozen=True)
class LongWork:
    """A long accompaniment: how far its steps have got."""

    name: str
    url: str
    since: date
    done: int
    total: int
    age: str


def by_person(lines: Iterable[Line]) -> list[Line]:
    """One line a dossier, with every reason why it is there; the first says where it stands."""
    kept: dict[object, Line] = {}
    for line in lines:
        key = line.dossier_id or id(line)
        first = kept.setdefault(key, line)
        if first is not line:
            kept[key] = replace(first, reasons=(*first.reasons, *line.reasons))
    return list(kept.values())


def journal_of(dossier_id: UUID) -> str:
    """The address of the journal."""
    return reverse("support:journal_detail", args=[dossier_id])


def plan_of(dossier_id: UUID) -> str:
    """The address of the plan."""
    return reverse("support:plan_detail", args=[dossier_id])


def _late_or(is_late: bool, words: str, icon: str, tone: str) -> dict[str, str]:
    if is_late:
        return {"chip": "En retard", "chip_kind": "late"}
    return {"chip": words, "chip_icon": icon, "chip_tone": tone}


def _urgent_or(dossier: Dossier, look: dict[str, str]) -> dict[str, Any]:
    """An urgent dossier is said first, whatever else there is to say."""
    if dossier.priority != Priority.URGENT:
        return look
    return {"chip": "Urgent", "chip_kind": "urgent", "is_urgent": True}


def deadline_line(deadline: Deadline, actor: Actor, today: date) -> Line:
    look = _late_or(deadline.due_on < today, "Échéance", "calendar-event", "ochre")
    whose = "" if deadline.owner_id == actor.user_id else f" Suivie par {deadline.owner}."
    return Line(
        name=str(deadline.dossier.person),
        reasons=(f"{deadline.title}, {_when(deadline.due_on, today)}.{whose}",),
        url=journal_of(deadline.dossier_id),
        meta=date_fr(deadline.due_on, "short"),
        due_on=deadline.due_on,
        dossier_id=deadline.dossier_id,
        **_urgent_or(deadline.dossier, look),
    )


def document_line(document: Document, actor: Actor, today: date) -> Line:
    ends_on = document.expires_on or today
    look = _late_or(ends_on < today, "Document", "file-earmark-text", "ochre")
    ends = f"n’est plus valable depuis le {date_fr(ends_on)}" if ends_on < today else f"finit {ago(ends_on)}"
    return Line(
        name=str(document.dossier.person),
        reasons=(f"« {document.title} » {ends}.",),
        url=reverse("support:document_detail", args=[document.dossier_id, document.pk]),
        meta=date_fr(ends_on, "short"),
        due_on=ends_on,
        dossier_id=document.dossier_id,
        **_urgent_or(document.dossier, look),
    )


def _when(day: date, today: date) -> str:
    return f"passée {ago(day)}" if day < today else ago(day)


_BY = {Doer.PERSON: "par la personne", Doer.BOTH: "ensemble", Doer.PARTNER: "par {}", Doer.WORKER: "par vous"}


def step_line(step: Step, actor: Actor, today: date) -> Line:
    dossier, due_on = step.goal.plan.dossier, step.due_on or today
    who = _BY[Doer(step.doer)].format(step.partner_name)
    if step.doer == Doer.WORKER and step.worker and step.worker_id != actor.user_id:
        who = f"par {step.worker}"
    when = "pour aujourd’hui" if due_on == today else f"attendue {ago(due_on)}"
    return Line(
        name=str(dossier.person),
        reasons=(f"« {step.title} », {who}, {when}.",),
        url=plan_of(dossier.pk),
        meta=date_fr(due_on, "short"),
        due_on=due_on,
        dossier_id=dossier.pk,
        **_urgent_or(dossier, _late_or(due_on < today, "Étape", "check2-square", "teal")),
    )


def review_line(review: Review, actor: Actor, today: date) -> Line:
    dossier = review.plan.dossier
    look = _late_or(review.planned_on < today, "Bilan", "clipboard-check", "plum")
    return Line(
        name=str(dossier.person),
        reasons=(
            f"Bilan {review.get_kind_display()} du projet, {ago(review.planned_on)}{NO_BREAK}: à préparer ensemble.",
        ),
        url=plan_of(dossier.pk),
        meta=date_fr(review.planned_on, "short"),
        due_on=review.planned_on,
        dossier_id=dossier.pk,
        **_urgent_or(dossier, look),
    )


def welcome_line(welcome: FirstWelcome, actor: Actor, today: date) -> Line:
    came_on = timezone.localdate(welcome.welcomed_at)
    is_urgent = welcome.outcome == WelcomeOutcome.URGENT
    words = welcome.request.strip().split("\n")[0]
    return Line(
        name=str(welcome.person or welcome.called or "Premier accueil"),
        reasons=(
            f"{welcome.get_outcome_display().capitalize()}, venue {ago(came_on)}{NO_BREAK}: {_short(words)}",
        ),
        url=welcome_address(welcome),
        chip="Urgent" if is_urgent else "Accueil",
        chip_kind="urgent" if is_urgent else "",
        chip_icon="" if is_urgent else "door-open",
        chip_tone="" if is_urgent else "ochre",
        meta=date_fr(came_on, "short"),
        is_urgent=is_urgent,
        due_on=came_on,
    )


def welcome_address(welcome: FirstWelcome) -> str:
    """Where a first welcome is read."""
    return reverse("support:welcome_detail", args=[welcome.pk])


def _short(words: str, length: int = 110) -> str:
    return words if len(words) <= length else words[: words.rfind(" ", 0, length)] + "…"


def urgent_line(dossier: Held) -> Line:
    return Line(
        name=str(dossier.person),
        reasons=(f"Accompagnement suivi en urgence ; dernières nouvelles {ago(dossier.heard_on)}.",),
        url=journal_of(dossier.pk),
        chip="Urgent",
        chip_kind="urgent",
        meta=date_fr(dossier.heard_on, "short"),
        is_urgent=True,
        due_on=dossier.heard_on,
        dossier_id=dossier.pk,
    )


def silence_line(dossier: Held, today: date) -> Line:
    silent = _span((today - dossier.heard_on).days)
    since = "Sans nouvelles" if dossier.last_contact_on else "Rien d’écrit"
    return Line(
        name=str(dossier.person),
        reasons=(
            f"{since} depuis {silent}{NARROW}; il est convenu d’en prendre {_every(dossier.contact_every_days or 0)}.",
        ),
        url=journal_of(dossier.pk),
        chip="Silence",
        chip_kind="silence",
        meta=date_fr(dossier.heard_on, "short"),
        dossier_id=dossier.pk,
    )


def _span(days: int) -> str:
    """A number of days as one says it."""
    if days < 14:
        return f"{days}{NO_BREAK}{'jour' if days < 2 else 'jours'}"
    if days < 61:
        return f"{days // 7}{NO_BREAK}semaines"
    return f"{days // 30}{NO_BREAK}mois" if days < 730 else f"{days // 365}{NO_BREAK}ans"


def _every(days: int) -> str:
    """« toutes les 3 semaines »."""
    if days == 1:
        return "tous les jours"
    return f"{'toutes' if 14 <= days < 61 else 'tous'} les {_span(days)}"


def long_work(dossier: Held, today: date, *, done: int, total: int) -> LongWork:
    return LongWork(
        name=str(dossier.person),
        url=plan_of(dossier.pk),
        since=dossier.opened_on,
        done=done,
        total=total,
        age=_span((today - dossier.opened_on).days),
    )
