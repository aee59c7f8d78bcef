"""What a referral tells of someone: built from what was chosen and agreed on, shown beforehand, kept as it left."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import GivenPart
from tisserand.people.choices import Safety
from tisserand.people.languages import language_name
from tisserand.people.models import ContactPoint, Person
from tisserand.people.queries import showable_contacts
from tisserand.sharing.choices import BlockReach, ShareLevel, Topic
from tisserand.sharing.models import AccountBlock, Consent
from tisserand.sharing.queries import covered_blocks
from tisserand.sharing.scope import of_consent
from tisserand.ui.templatetags.words import date_fr

Content = dict[str, Any]
SAFE = (Safety.SAFE, Safety.CAREFUL)


def contacts_to_give(person: Person) -> list[ContactPoint]:
    """The ways of reaching them that may be given: said to be safe, neither protected nor forbidden."""
    return list(showable_contacts().filter(person=person, safety__in=SAFE))


def blocks_to_give(person: Person, organisation_id: Any, consent: Consent | None) -> list[AccountBlock]:
    """The blocks of the essential account that may go with it: under an agreement, those that it covers."""
    if consent is not None:
        return covered_blocks(of_consent(consent))
    rows = AccountBlock.objects.filter(person=person, organisation_id=organisation_id)
    return list(rows.filter(reach=BlockReach.SHAREABLE))


def carries(consent: Consent, topic: str) -> bool:
    """Whether an agreement goes as far as telling why someone is sent about that."""
    scope = of_consent(consent)
    return scope.goes_to(ShareLevel.ACCOUNT) and scope.covers([topic])


def referral_content(referral: Referral) -> Content:
    """All that whoever receives it will read, and nothing beside."""
    person = referral.person
    content: Content = {
        "name": person.name,
        "from": referral.organisation.name,
        "from_phone": referral.organisation.phone,
        "referrer": referral.prepared_by.get_full_name(),
        "referrer_job": referral.prepared_by.job_title,
        "to": referral.to_name,
        "topic": referral.get_topic_display(),
        "why": referral.why,
        "asked": referral.asked,
        "basis": basis_words(referral),
        "blocks": [
            {"topic": Topic(block.topic).label, "text": block.text}
            for block in blocks_to_give(person, referral.organisation_id, referral.consent)
            if block.topic in referral.topics
        ],
    }
    return content | _parts(referral)


def _parts(referral: Referral) -> Content:
    person = referral.person
    found: Content = {}
    if GivenPart.BIRTH in referral.parts and person.birth:
        found["birth"] = str(person.birth)
    if GivenPart.LANGUAGE in referral.parts and (code := person.interpreter):
        found["language"] = f"interprète en {language_name(code)}"
    elif GivenPart.LANGUAGE in referral.parts and person.languages:
        found["language"] = ", ".join(language_name(code) for code in person.languages)
    contact = next((one for one in contacts_to_give(person) if one.pk == referral.contact_id), None)
    if GivenPart.CONTACT in referral.parts and contact is not None:
        found["contact"] = contact.shown
        found["contact_how"] = [*filter(None, [contact.belongs_to]), *contact.conditions]
    return found


def basis_words(referral: Referral) -> str:
    """By what right it is told, in one sentence."""
    if referral.agreed_on:
        day = date_fr(referral.agreed_on, "year")
        said = referral.get_expression_display()
        told = referral.get_informed_how_display()
        return f"Accord de la personne pour cette orientation, {said}, le {day} ({told})."
    return f"Accord de partage : {referral.consent.get_basis_display()}." if referral.consent else ""


def digest_of(content: Content) -> str:
    """SHA-256 of the content, in one spelling."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
