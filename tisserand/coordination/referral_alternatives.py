"""When a place said no, or nothing: others of the directory that do the same, nearer first."""

from __future__ import annotations

from tisserand.accounts.actors import Actor
from tisserand.coordination.models import Referral
from tisserand.directory.models import Service

A_FEW = 4


def alternatives_to(actor: Actor, referral: Referral) -> list[Service]:
    """Those that share a subject with the service that was asked, in the same town, then in the same department."""
    asked = referral.service
    if asked is None or not asked.topics:
        return []
    rows = Service.objects.filter(gone_on=None, topics__overlap=asked.topics).exclude(pk=asked.pk)
    tried = Referral.objects.filter(person_id=referral.person_id, organisation_id=referral.organisation_id)
    rows = rows.exclude(pk__in=tried.filter(service__isnull=False).values("service_id"))
    near = list(rows.filter(commune__iexact=asked.commune).select_related("structure")[:A_FEW])
    if len(near) < A_FEW and asked.postcode:
        around = rows.filter(postcode__startswith=asked.postcode[:2]).exclude(pk__in=[one.pk for one in near])
        near += around.select_related("structure")[: A_FEW - len(near)]
    return near
