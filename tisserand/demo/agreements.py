"""The agreements of some stories: what each person let be shared, with whom, what they refused, what they took back."""

from __future__ import annotations

from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import happening_at, record
from tisserand.demo.territory import Territory
from tisserand.sharing.choices import (
    Basis,
    ConsentState,
    Expression,
    InformedHow,
    ItemKind,
    Notice,
    ShareLevel,
)
from tisserand.sharing.models import ChosenItem, Consent, Grant, Proposal
from tisserand.sharing.services.consents import PART
from tisserand.support.models import Document, Dossier

Source = dict[str, Any]


def make_agreement(territory: Territory, actor: Actor, dossier: Dossier, source: Source) -> None:
    """`[[shared]]`: `to` is a structure, `team` or `user` one of its own; `refused`, or `withdrawn = [day, words]`.

    `at` is the day it was decided; `ends` and `review` are days; `documents` are titles; `proposals` come from there.
    """
    consent = _make_consent(territory, actor, dossier, source)
    _trace(territory, actor, consent, source)
    grant = _make_grant(territory, consent, source)
    for title in source.get("documents", []):
        ChosenItem.objects.create(
            consent=consent,
            person_id=dossier.person_id,
            kind=ItemKind.DOCUMENT,
            object_id=Document.objects.get(dossier=dossier, title=title).pk,
        )
    for told in source.get("proposals", []):
        Proposal.objects.create(
            grant=grant,
            person_id=dossier.person_id,
            organisation_id=dossier.organisation_id,
            topic=told["topic"],
            text=" ".join(told["text"].split()),
            author=territory.users[told["by"]],
            created_at=territory.moment(told["at"], "15:20"),
        )


def _make_consent(territory: Territory, actor: Actor, dossier: Dossier, source: Source) -> Consent:
    day, at = territory.day, source["at"]
    withdrawn = source.get("withdrawn")
    state = ConsentState.REFUSED if source.get("refused") else ConsentState.GIVEN
    taken_back = {}
    if withdrawn:
        state = ConsentState.WITHDRAWN
        taken_back = {
            "withdrawn_at": territory.moment(withdrawn[0], "11:40"),
            "withdrawn_words": withdrawn[1],
            "withdrawn_by_id": actor.user_id,
        }
    return Consent.objects.create(
        person_id=dossier.person_id,
        organisation_id=dossier.organisation_id,
        state=state,
        basis=Basis.CONSENT,
        purpose=source["purpose"],
        level=ShareLevel[source["level"].upper()],
        topics=source.get("topics", []),
        informed_on=day(at),
        informed_how=source.get("informed", InformedHow.EXPLAINED),
        notice=source.get("notice", Notice.PRINTED),
        expression=source.get("expression", Expression.SPOKEN),
        witness=source.get("witness", ""),
        person_words=source.get("words", ""),
        decided_on=day(at),
        noted_by_id=actor.user_id,
        starts_on=day(at),
        ends_on=day(source["ends"]) if "ends" in source else None,
        review_on=day(source["review"]) if "review" in source else None,
        created_at=territory.moment(at, "10:30"),
        **taken_back,
    )


def _trace(territory: Territory, actor: Actor, consent: Consent, source: Source) -> None:
    """What the trail would have kept, on the days it happened: the person reads it by their own link."""
    decided = "refusé" if source.get("refused") else "donné"
    told = [(consent.created_at, decided)]
    if consent.withdrawn_at:
        told.append((consent.withdrawn_at, "retiré"))
    for moment, reason in told:
        with happening_at(moment):
            record(
                actor=actor,
                verb=Verb.CHANGE,
                part=PART,
                person_id=consent.person_id,
                object_id=consent.pk,
                reason=reason,
            )


def _make_grant(territory: Territory, consent: Consent, source: Source) -> Grant:
    opens = consent.state != ConsentState.REFUSED
    return Grant.objects.create(
        consent=consent,
        person_id=consent.person_id,
        organisation_id=consent.organisation_id,
        to_organisation=territory.organisations[source["to"]],
        to_team=territory.teams[source["team"]] if "team" in source else None,
        to_user=territory.users[source["user"]] if "user" in source else None,
        opens_on=consent.starts_on if opens else None,
        closes_on=consent.ends_on if opens else None,
        cut_at=consent.withdrawn_at,
        created_at=consent.created_at,
    )
