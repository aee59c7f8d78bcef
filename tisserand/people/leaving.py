"""The keys to restricted people held by someone who leaves: given back after their last day, except the last ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.departures import Held, Leaver
from tisserand.people.models import Keyholder
from tisserand.ui.templatetags.words import plural


def keys_of(leaver: Leaver) -> QuerySet[Keyholder]:
    """Their keys in this organisation, each with `is_last`: nobody else holds one, and it still locks something."""
    others = Keyholder.objects.filter(registration=OuterRef("registration")).exclude(user=leaver.user)
    return Keyholder.objects.filter(
        user=leaver.user, registration__organisation_id=leaver.organisation_id
    ).annotate(is_shared=Exists(others))


def last_keys_of(leaver: Leaver) -> QuerySet[Keyholder]:
    """Those without which nobody but the head of service could open the page of a restricted person."""
    return keys_of(leaver).filter(is_shared=False, registration__is_restricted=True)


def held(actor: Actor, leaver: Leaver, now: datetime) -> Iterable[Held]:
    """The keys that others hold too; the last ones are told by the room that can pass them on."""
    if shared := keys_of(leaver).count() - last_keys_of(leaver).count():
        yield Held(
            plural(shared, "clé d’accès restreint,clés d’accès restreint"),
            "Rendues le lendemain du dernier jour.",
            icon="key",
            order=65,
        )


def close(leaver: Leaver, now: datetime) -> dict[str, int]:
    """Give keys back; the last one of a restricted person stays, so that nobody is forgotten behind a lock."""
    kept = list(last_keys_of(leaver).values_list("pk", flat=True))
    back = Keyholder.objects.filter(user=leaver.user, registration__organisation_id=leaver.organisation_id)
    gone, _ = back.exclude(pk__in=kept).delete()
    return {"keys": gone, "keys_kept": len(kept)}
