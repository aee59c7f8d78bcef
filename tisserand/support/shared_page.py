"""What the accompaniment shows to a partner within an agreement: who holds the thread, the plan, notes, documents."""

from __future__ import annotations

from tisserand.sharing.guest_page import Visit, register_guest_section
from tisserand.sharing.page import Link, register_link
from tisserand.sharing.scope import Scope, Section, register_content
from tisserand.support.queries.reports import reports_said, steps_of_guest
from tisserand.support.queries.shared import (
    covered_documents,
    covered_entries,
    covered_goals,
    shared_dossier,
)
from tisserand.support.queries.shared_questions import with_referents
from tisserand.support.queries.voices import said_through

A_FEW = 40


def register() -> None:
    """Take a place on what partners read."""
    register_content(frame_section, order=10)
    register_content(plan_section, order=30)
    register_content(entries_section, order=40)
    register_content(documents_section, order=50)
    register_content(voices_section, order=60)
    register_guest_section(steps_section, order=10)
    register_link(Link("Qui a consulté", "support:trail_detail", "eye"))


def frame_section(scope: Scope) -> Section | None:
    """That the person is accompanied, since when, and by whom."""
    dossier = shared_dossier(scope)
    if dossier is None:
        return None
    held = with_referents(dossier).referent
    context = {"dossier": dossier, "referent": held.user if held else None}
    return Section("frame", "L’accompagnement", "support/_shared_frame.html", context)


def plan_section(scope: Scope) -> Section | None:
    """The goals that were agreed on, and who does what."""
    goals = covered_goals(scope)
    return Section("plan", "Le projet", "support/_shared_plan.html", {"goals": goals}) if goals else None


def entries_section(scope: Scope) -> Section | None:
    """The notes chosen with the person."""
    entries = list(covered_entries(scope))
    if not entries:
        return None
    return Section("entries", "Notes choisies", "support/_shared_entries.html", {"entries": entries})


def voices_section(scope: Scope) -> Section | None:
    """To a peer mediator: what they said to the team, and may say."""
    if scope.grant is None or not scope.grant.is_peer:
        return None
    return Section(
        "voices",
        "Votre parole",
        "support/_shared_voices.html",
        {"entries": list(said_through(scope)[:A_FEW])},
    )


def documents_section(scope: Scope) -> Section | None:
    """The documents chosen with the person."""
    documents = [document for document in covered_documents(scope) if document.current]
    if not documents:
        return None
    return Section("documents", "Documents", "support/_shared_documents.html", {"documents": documents})


def steps_section(visit: Visit) -> Section | None:
    """The steps that are a guest's to do, each with what they said of it last."""
    steps = steps_of_guest(visit)
    if not steps:
        return None
    said = {report.step_id: report for report in reversed(reports_said(visit.actor))}
    lines = [(step, said.get(step.pk)) for step in steps]
    return Section("steps", "Ce qui vous revient", "support/_guest_steps.html", {"lines": lines})
