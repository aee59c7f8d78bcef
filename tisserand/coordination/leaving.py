"""What someone who leaves holds of referrals: those that they sent and wait, those that they had taken charge of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.accounts.departures import Held, Leaver
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import LIVE, WAITING
from tisserand.ui.templatetags.words import plural

TAKEN = "orientation reçue est à son nom,orientations reçues sont à son nom"
SENT = "orientation envoyée attend une réponse,orientations envoyées attendent une réponse"


def held(actor: Actor, leaver: Leaver, now: datetime) -> Iterable[Held]:
    """How many; never of whom. The answers to those that they sent go to whoever holds the thread after them."""
    taken = Referral.objects.filter(
        to_organisation_id=leaver.organisation_id, in_charge=leaver.user, state__in=LIVE
    )
    if count := taken.count():
        yield Held(
            plural(count, TAKEN),
            "Confiez-les à quelqu’un d’autre : la page de chacune le permet.",
            "signpost-split",
            is_left=True,
            gesture="Orientations reçues" if actor.is_accompanying else "",
            url=reverse("coordination:received_list"),
            order=35,
        )
    sent = Referral.objects.filter(
        organisation_id=leaver.organisation_id, prepared_by=leaver.user, state__in=WAITING
    )
    if count := sent.count():
        yield Held(
            plural(count, SENT),
            "Les réponses iront à qui tient le fil de chaque dossier.",
            "send",
            order=55,
        )
