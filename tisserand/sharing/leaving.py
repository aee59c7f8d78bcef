"""What someone who leaves answers for: the frame of agreements with peer mediators, who must not be left alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.departures import Held, Leaver
from tisserand.sharing.guarantors import with_a_peer
from tisserand.sharing.models import Consent
from tisserand.ui.templatetags.words import plural

WORDS = "accord avec un·e pair·e reste sans garant·e,accords avec un·e pair·e restent sans garant·e"


def held(actor: Actor, leaver: Leaver, now: datetime) -> Iterable[Held]:
    """How many, and where whoever leads names another one: administrators see the number, and read no agreement."""
    rows = Consent.objects.filter(organisation_id=leaver.organisation_id, guarantor=leaver.user)
    if left := with_a_peer(rows, on=localdate(now)).count():
        yield Held(
            plural(left, WORDS),
            "Le ou la pair·e doit savoir qui appeler : un·e collègue autour du dossier prend la suite.",
            icon="person-check",
            is_left=True,
            gesture="Nommer d’autres garant·es" if actor.leads_organisation() else "",
            url=f"{reverse('sharing:guarantor_list')}?de={leaver.user.pk}",
            order=25,
        )
