"""What referrals add to a person’s page, to the navigation, to the sheets of the directory, to who has a link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.coordination.policies.referrals import may_have_referrals, may_refer
from tisserand.coordination.queries.referrals import guest_referrals
from tisserand.coordination.referral_page import look_of
from tisserand.directory.models import Listed, Service
from tisserand.directory.sheet import SheetAction
from tisserand.people.models import Person
from tisserand.people.page import Tab
from tisserand.sharing.guest_page import Visit
from tisserand.sharing.models import Guest
from tisserand.sharing.scope import Section

NAVIGATION: list[dict[str, Any]] = [
    {
        "label": "Orientations",
        "url_name": "coordination:received_list",
        "icon": "signpost-split",
        "order": 33,
        "visible": may_have_referrals,
        "badge": "coordination:received_count",
    },
]


def tabs(actor: Actor, person: Person) -> Iterator[Tab]:
    """Referrals, for those who accompany this person."""
    if may_refer(actor, person):
        url = reverse("coordination:referral_list", args=[person.pk])
        yield Tab("coordination.referral", "Orientations", url, 70)


def sheet_actions(actor: Actor, listed: Listed) -> Iterator[SheetAction]:
    """« Orienter vers ce service », from its sheet."""
    if not may_have_referrals(actor) or listed.gone_on is not None:
        return
    is_service = isinstance(listed, Service)
    said, asked = ("ce service", "service") if is_service else ("cette structure", "structure")
    url = f"{reverse('coordination:referral_start')}?{asked}={listed.pk}"
    yield SheetAction(f"Orienter vers {said}", url, icon="signpost-split", order=10, is_main=is_service)


def guest_section(visit: Visit) -> Section | None:
    """The referrals that a link lets answer; for the person, where theirs stand."""
    rows = [(row, look_of(row)) for row in guest_referrals(visit.actor, visit.guest)]
    if not rows:
        return None
    title = "Où en sont mes demandes" if visit.guest.is_the_person else "Une personne vous est adressée"
    context = {"referrals": rows, "is_the_person": visit.guest.is_the_person}
    return Section("orientations", title, "coordination/_guest_referrals.html", context)


def comes_to_answer(actor: Actor, guest: Guest) -> bool:
    """Someone to whom no agreement opens anything may come to answer a referral."""
    return guest_referrals(actor, guest).exists()
