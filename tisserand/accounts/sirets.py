"""Where a provider of identities places someone, beside where they work here: a difference is said, never silent."""

from __future__ import annotations

from tisserand.accounts.identity import provider_label, siret_in_words
from tisserand.accounts.models import Organisation, User
from tisserand.accounts.queries import elsewhere
from tisserand.common.clock import today


def siret_gap(user: User, siret: str) -> str:
    """The sentence to show someone who is placed elsewhere than in their organisations; nothing if all is well."""
    organisation = elsewhere(user, siret, today=today())
    return siret_sentence(siret, organisation) if organisation else ""


def siret_sentence(said: str, organisation: Organisation) -> str:
    """« ProConnect vous situe au SIRET … ; CCAS de Valmont a le SIRET … »."""
    return (
        f"{provider_label()} vous situe au SIRET {siret_in_words(said)} ; "
        f"{organisation.name} a le SIRET {siret_in_words(organisation.siret)}."
    )
