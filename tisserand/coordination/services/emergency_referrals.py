"""Several places asked at once, for tonight: one reason, one agreement, each followed by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import GivenPart, Urgency
from tisserand.coordination.referral_content import digest_of, referral_content
from tisserand.coordination.services.referring import prepare_referral, send_referral
from tisserand.directory.models import Service
from tisserand.directory.service_words import phone_words
from tisserand.people.models import ContactPoint
from tisserand.support.models import Dossier

MOST = 10


@transaction.atomic
def refer_tonight(
    *,
    actor: Actor,
    dossier: Dossier,
    services: Iterable[Service],
    contact: ContactPoint | None,
    said: dict[str, Any],
    now: datetime,
) -> list[Referral]:
    """Send to each: the name, the reason, what is asked, a way of reaching them if it was chosen; all, or none."""
    asked = list(services)
    if not asked:
        raise ValidationError({"services": "Choisissez au moins un lieu."})
    if len(asked) > MOST:
        raise ValidationError(
            {"services": "Dix lieux au plus\u00a0: au-delà, plus personne ne sait qui répond."}
        )
    return [_send(actor, dossier, _to(service, contact, said, now), now) for service in asked]


def _to(service: Service, contact: ContactPoint | None, said: dict[str, Any], now: datetime) -> Referral:
    today = localdate(now)
    return Referral(
        service=service,
        to_name=service.name[:200],
        to_phone=phone_words(service.phone)[:40],
        to_email=service.email[:254],
        to_place=", ".join(filter(None, [service.address, service.commune]))[:300],
        urgency=Urgency.TODAY,
        answer_by=today,
        agreed_on=today,
        contact=contact,
        parts=[GivenPart.CONTACT] if contact else [],
        **said,
    )


def _send(actor: Actor, dossier: Dossier, referral: Referral, now: datetime) -> Referral:
    prepare_referral(actor=actor, person=dossier.person, dossier=dossier, referral=referral, now=now)
    shown = digest_of(referral_content(referral))
    return send_referral(actor=actor, referral=referral, shown=shown, now=now)
