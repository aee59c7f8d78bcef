"""The plan on paper: the agreed content and what helps one to live with it, in plain words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tisserand.common.phone_words import spaced_phone
from tisserand.support.choices import Doer, Expression
from tisserand.support.models import Dossier, PlanAgreement
from tisserand.support.plan_changes import day
from tisserand.support.plan_content import Content
from tisserand.ui.pdf import render_pdf

TEMPLATE = Path(__file__).parent / "print" / "plan.typ"
YES = {
    Expression.SPOKEN: "a dit oui de vive voix",
    Expression.SIGNED: "a signé",
    Expression.ELECTRONIC: "a dit oui par voie électronique",
    Expression.REPRESENTATIVE: "a dit oui par la voix de",
}


def plan_pdf(
    dossier: Dossier,
    content: Content,
    *,
    agreement: PlanAgreement | None = None,
    next_review_on: date | None = None,
    today: date,
) -> bytes:
    """The PDF of `content`; without an agreement it says that it is a proposal.

    It is made of what was agreed and of how to reach the team: no address or number of the person, no note, no
    weight, none of the workers' own views is at hand here.
    """
    return render_pdf(TEMPLATE, _data(dossier, content, agreement, next_review_on, today))


def _data(
    dossier: Dossier, content: Content, agreement: PlanAgreement | None, next_on: date | None, today: date
) -> dict[str, Any]:
    return {
        "first_name": dossier.person.first_name if not agreement else _first_name(dossier, content),
        "person": content["person"],
        "organisation": content["organisation"],
        "aspiration": content["aspiration"],
        "strengths": content["strengths"],
        "goals": [_goal(goal) for goal in content["goals"]],
        "agreement": _agreement(content, agreement) if agreement else None,
        "next_review": _on(next_on),
        "printed": _on(today),
        "reach": _reach(dossier, content),
    }


def _first_name(dossier: Dossier, content: Content) -> str:
    """The first name as agreed then: the name used may have changed since."""
    first = dossier.person.first_name
    return first if content["person"].startswith(first) else content["person"].split(" ")[0]


def _on(value: date | None) -> str:
    return day(value.isoformat()) if value else ""


def _goal(goal: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": goal["title"],
        "sign": goal["success_sign"],
        "reached": day(goal["reached_on"]),
        "groups": _groups(goal["steps"]),
    }


def _groups(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps by who does them: the person first, then together, then the team and the partners, by name."""
    groups: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for step in steps:
        groups.setdefault(_heading(step), []).append(
            {"title": step["title"], "due": day(step["due_on"]), "done": day(step["done_on"])}
        )
    return [
        {"rank": rank, "heading": heading, "steps": rows}
        for (rank, heading), rows in sorted(groups.items(), key=lambda group: group[0][0])
    ]


def _heading(step: dict[str, Any]) -> tuple[int, str]:
    doer = Doer(step["doer"])
    if doer == Doer.PERSON:
        return 0, "Ce que je fais"
    if doer == Doer.BOTH:
        return 1, "Ce que nous faisons ensemble"
    return (2 if doer == Doer.WORKER else 3), f"Ce que fait {step['who']}"


def _agreement(content: Content, agreement: PlanAgreement) -> dict[str, Any]:
    said = YES[Expression(agreement.expression)]
    return {
        "version": agreement.version,
        "on": _on(agreement.agreed_on),
        "yes": f"{said} {agreement.represented_by}".strip(),
        "signed": agreement.expression == Expression.SIGNED,
        "remark": agreement.person_remark,
        "present": agreement.present,
        "by": content["agreement"]["agreed_by_name"],
        "because": agreement.amends_because,
        "digest": agreement.digest,
    }


def _reach(dossier: Dossier, content: Content) -> dict[str, str]:
    referent = next((r.user for r in dossier.referents.all() if r.until_on is None), None)
    return {
        "name": referent.get_full_name() if referent else content["referent"],
        "job": referent.job_title if referent else "",
        "phone": spaced_phone(referent.phone if referent else ""),
        "organisation": dossier.organisation.name,
        "organisation_phone": spaced_phone(dossier.organisation.phone),
        "address": dossier.organisation.address,
    }
