"""The doors of sharing: inside, those around the dossier; outside, those to whom an agreement opens."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import ACCOMPANYING, SIGNED_IN, THOSE_AROUND, Door, to, with_person
from tisserand.common.clock import now
from tisserand.people.models import Registration
from tisserand.sharing.choices import ConsentState
from tisserand.sharing.services.codes import ask_to_join, make_code
from tisserand.sharing.tests.factories import (
    make_consent,
    make_guarantor_change,
    make_guest,
    make_member,
    make_same,
    make_unusual,
)


def with_opening(world: World) -> dict[str, Any]:
    """An opening of the person of the open dossier to the association."""
    return {"grant_id": make_consent(world).grants.get().pk}


def with_request(world: World) -> dict[str, Any]:
    """A request of the association, made with the code of the person of the open dossier."""
    _, letters = make_code(actor=world.cast.actor("referent"), person=world.person, now=now())
    asked = ask_to_join(
        actor=world.cast.actor("partner"), said_code=letters, said_name="Nadia", purpose="Se loger", now=now()
    )
    return {"request_id": asked.pk}


def with_unusual(world: World) -> dict[str, Any]:
    """Something to look at, in the CCAS."""
    return {"unusual_id": make_unusual(world).pk}


ADMINISTERING = ("administrator", "head")


def with_draft(world: World) -> dict[str, Any]:
    """An agreement in preparation."""
    consent = make_consent(world, state=ConsentState.DRAFT, starts_on=None)
    return with_person(world) | {"consent_id": consent.pk}


def with_consent(world: World) -> dict[str, Any]:
    """An agreement that is open."""
    return with_person(world) | {"consent_id": make_consent(world).pk}


def with_peer(world: World) -> dict[str, Any]:
    """An agreement that is open to the peer of the house, whose frame the referent guarantees."""
    consent = make_consent(world, peer=world.cast.peer, guarantor=world.cast.referent)
    return with_person(world) | {"consent_id": consent.pk}


def with_change(world: World) -> dict[str, Any]:
    """The same, which passed from the referent to the neighbour, who works in another team."""
    consent = make_consent(world, peer=world.cast.peer, guarantor=world.cast.neighbour)
    told = {"before": world.cast.referent, "after": world.cast.neighbour}
    return {"change_id": make_guarantor_change(world, consent, **told).pk}


READ = to(THOSE_AROUND)


def with_same(world: World) -> dict[str, Any]:
    """An opening to the association, which keeps a record of the person as well, and said so."""
    opened = with_opening(world)
    make_same(world)
    return opened


def with_own_record(world: World) -> dict[str, Any]:
    """The record that the association keeps, of whom something is shared with it."""
    make_consent(world)
    return {"person_id": make_same(world).person_id}


def their_record(world: World) -> dict[str, Any]:
    """Which of its own people the association chooses."""
    return {
        "person": Registration.objects.filter(organisation=world.association).latest("created_at").person_id
    }


def with_former_link(world: World) -> dict[str, Any]:
    """An opening to the association, where the partner came in by a link before they had an account."""
    ended = {"ended_at": now(), "ended_why": "attached", "user": world.cast.partner}
    make_guest(world, make_member(world, name="Mme Relais"), **ended)
    return with_opening(world)


DOORS = {
    "sharing:opening_write": Door(with_former_link, allowed={"partner": 200}),
    "sharing:same_person_say": Door(with_same, "post", {"partner": 302}, data=their_record),
    "sharing:same_person_unsay": Door(with_same, "post", {"partner": 302}),
    "sharing:same_person_panel": Door(with_own_record, allowed={"partner": 200}),
    "sharing:sharing_detail": Door(with_person, allowed=to(THOSE_AROUND)),
    "sharing:code_detail": Door(with_person, allowed=to(THOSE_AROUND)),
    "sharing:code_make": Door(with_person, method="post", allowed=to(THOSE_AROUND)),
    "sharing:code_end": Door(with_person, method="post", allowed=to(THOSE_AROUND, 302)),
    "sharing:join_create": Door(allowed=to((*ACCOMPANYING, "partner"))),
    # Empty for whoever has nothing to answer: it says nothing.
    "sharing:join_panel": Door(allowed=to(SIGNED_IN)),
    "sharing:join_accept": Door(with_request, method="post", allowed=to(THOSE_AROUND, 302)),
    "sharing:join_decline": Door(with_request, allowed=to(THOSE_AROUND)),
    "sharing:unusual_list": Door(allowed=to(ADMINISTERING)),
    "sharing:unusual_panel": Door(allowed=to(ADMINISTERING)),
    "sharing:unusual_review": Door(
        with_unusual,
        method="post",
        allowed=to(ADMINISTERING, 302),
        data=lambda world: {"words": "Astreinte."},
    ),
    "sharing:consent_create": Door(with_person, allowed=READ),
    "sharing:consent_edit": Door(with_draft, allowed=READ),
    "sharing:consent_preview": Door(with_draft, allowed=READ),
    "sharing:consent_detail": Door(with_consent, allowed=READ),
    "sharing:consent_decide": Door(with_draft, allowed=READ),
    "sharing:consent_narrow": Door(with_consent, allowed=READ),
    "sharing:consent_review": Door(with_consent, allowed=READ),
    "sharing:consent_guarantor": Door(with_peer, allowed=READ),
    "sharing:guarantor_list": Door(allowed=to((*ACCOMPANYING, "partner"))),
    "sharing:guarantor_panel": Door(allowed=to(SIGNED_IN)),  # empty when nobody is wanted
    # Both who are named, even one who does not accompany the person any more: they read no name there.
    "sharing:guarantor_see": Door(with_change, method="post", allowed=to(("referent", "neighbour"), 302)),
    "sharing:review_panel": Door(allowed=to(SIGNED_IN)),  # empty when nothing is due
    "sharing:consent_withdraw": Door(with_consent, allowed=READ),
    "sharing:consent_remove": Door(with_draft, allowed=READ),
    "sharing:consent_notice": Door(with_consent, allowed=READ),
    "sharing:consent_next": Door(with_consent, method="post", allowed=to(THOSE_AROUND, 302)),
    "sharing:recipient_pick": Door(method="post", allowed=to((*ACCOMPANYING, "partner"))),
    "sharing:opening_list": Door(allowed=to((*ACCOMPANYING, "partner", "peer"))),
    "sharing:opening_detail": Door(with_opening, allowed=to(("partner",))),
}
