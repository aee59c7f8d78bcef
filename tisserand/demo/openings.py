"""An agreement of a story, prepared and given as on its pages: to someone of the circle, to a peer mediator."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.demo.territory import Territory
from tisserand.sharing.choices import Expression, InformedHow, Notice, ShareLevel
from tisserand.sharing.models import Consent, Grant
from tisserand.sharing.recipients import Recipient
from tisserand.sharing.services.consents import give_consent
from tisserand.sharing.services.preparing import prepare_consent
from tisserand.support.models import Dossier

Source = dict[str, Any]


def open_to(
    recipient: Recipient,
    territory: Territory,
    actor: Actor,
    dossier: Dossier,
    source: Source,
    *,
    now: datetime,
) -> Grant:
    """What the person agreed on that day; returns the opening that it gives."""
    prepared = Consent(
        person=dossier.person,
        organisation_id=dossier.organisation_id,
        purpose=source["purpose"],
        level=ShareLevel[source["level"].upper()],
        topics=source.get("topics", []),
        ends_on=territory.day(source["ends"]),
        review_on=territory.day(source["review"]),
    )
    kept = prepare_consent(
        actor=actor, consent=prepared, recipients=[recipient], items={}, expected=prepared.revision, now=now
    )
    day = now.date()
    kept.informed_on = kept.starts_on = day
    kept.informed_how, kept.notice = InformedHow.EXPLAINED, Notice.PRINTED
    kept.expression = source.get("expression", Expression.SPOKEN)
    kept.witness, kept.person_words = source.get("witness", ""), source.get("words", "")
    give_consent(actor=actor, consent=kept, decided_on=day, expected=kept.revision, now=now)
    return kept.grants.get()
