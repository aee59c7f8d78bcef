"""The doors of referrals: inside, those around the dossier; outside, those who receive; by a link, one of them."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import ACCOMPANYING, SIGNED_IN, THOSE_AROUND, Door, to, with_person
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import ReferralState
from tisserand.coordination.referral_content import digest_of, referral_content
from tisserand.coordination.tests.conference_factories import make_goal
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.support.models import Goal

State = ReferralState


def at(state: State) -> Any:
    """A referral that has got there, as arguments."""

    def args(world: World) -> dict[str, Any]:
        return {"person_id": world.person.pk, "referral_id": make_referral(world, state).pk}

    return args


def answered(slug: str, state: State = State.SENT) -> Any:
    """The same, and one gesture."""
    return lambda world: at(state)(world) | {"slug": slug}


def received(state: State = State.SENT, **more: Any) -> Any:
    """A referral to the association, as its own people find it."""
    return lambda world: {"referral_id": make_referral(world, state).pk} | more


def with_goal(world: World) -> dict[str, Any]:
    """A goal of the plan that was sent somewhere."""
    make_referral(world, goal=make_goal(world))
    return with_person(world)


def shown(world: World) -> dict[str, Any]:
    """What is sent as it was shown."""
    return {"shown": digest_of(referral_content(Referral.objects.get()))}


READ, POSTED = to(THOSE_AROUND), to(THOSE_AROUND, 302)
PARTNER = to(("partner",))
ALL_WHO_ACCOMPANY = to((*ACCOMPANYING, "partner"))
SERVICE = "0197d0a0-0000-7000-8000-000000000001"

DOORS = {
    "coordination:referral_panel": Door(allowed=to(SIGNED_IN)),  # empty when nothing waits
    "coordination:received_count": Door(allowed=to(SIGNED_IN)),  # naught
    "coordination:service_figures": Door(lambda world: {"service_id": SERVICE}, allowed=to(SIGNED_IN)),
    "coordination:received_list": Door(allowed=ALL_WHO_ACCOMPANY),
    "coordination:sent_list": Door(allowed=ALL_WHO_ACCOMPANY),
    "coordination:referral_start": Door(allowed=ALL_WHO_ACCOMPANY),
    "coordination:received_detail": Door(received(), allowed=PARTNER),
    "coordination:received_answer": Door(received(slug="refuser"), allowed=PARTNER),
    "coordination:received_take_back": Door(received(State.ACCEPTED), "post", {"partner": 302}),
    "coordination:received_assign": Door(
        received(), "post", {"partner": 302}, data=lambda world: {"user": world.cast.partner.pk}
    ),
    "coordination:referral_list": Door(with_person, allowed=READ),
    "coordination:referral_create": Door(with_person, allowed=READ),
    "coordination:referral_fitting": Door(
        with_goal, allowed=READ, data=lambda world: {"objectif": Goal.objects.get().pk}
    ),
    "coordination:referral_tonight": Door(with_person, allowed=READ),
    "coordination:plan_referral_panel": Door(with_goal, allowed=READ),
    "coordination:referral_detail": Door(at(State.SENT), allowed=READ),
    "coordination:referral_edit": Door(at(State.PREPARING), allowed=READ),
    "coordination:referral_send": Door(at(State.PREPARING), "post", POSTED, data=shown),
    "coordination:referral_complete": Door(at(State.TO_COMPLETE), allowed=READ),
    "coordination:referral_send_again": Door(at(State.EXPIRED), allowed=READ),
    "coordination:referral_revoke": Door(at(State.SENT), allowed=READ),
    "coordination:referral_remove": Door(at(State.PREPARING), "post", POSTED),
    "coordination:referral_see": Door(at(State.ACCEPTED), "post", POSTED),
    "coordination:referral_take_back": Door(at(State.ACCEPTED), "post", POSTED),
    "coordination:referral_keep": Door(at(State.ENDED), allowed=READ),
    "coordination:referral_link": Door(at(State.SENT), "post", POSTED),
    "coordination:referral_standing": Door(at(State.SENT), allowed=READ),
    "coordination:referral_answer": Door(answered("refuser"), allowed=READ),
    # The guest of this table answers for none of them.
    "coordination:guest_referral": Door(received(), otherwise=302, nobody=302, guest=404),
    "coordination:guest_referral_answer": Door(
        received(slug="accepter"), otherwise=302, nobody=302, guest=404
    ),
    "coordination:guest_referral_take_back": Door(received(), "post", otherwise=403, nobody=403, guest=404),
}
