"""Who looked, told to the person by their own link: everything but what protects someone without their knowing."""

from __future__ import annotations

from django.db.models import QuerySet

from tisserand.audit.models import AccessEvent
from tisserand.audit.queries import events_about
from tisserand.sharing.models import Consent, Grant, Guest
from tisserand.sharing.queries import doors_to


def own_trail(guest: Guest) -> QuerySet[AccessEvent]:
    """The trail of the person in the organisation that gave the link, and through what it opened; latest first.

    An agreement of which they were not told (a child or someone in danger is being protected) leaves no line here, nor
    do the readings it allows.
    """
    person_id, organisation_id = guest.person_id, guest.organisation_id
    everything = events_about(
        person_id, organisation_id=organisation_id, through=doors_to(organisation_id, person_id)
    )
    untold = Consent.objects.filter(
        person_id=person_id, organisation_id=organisation_id, informed_on=None
    ).values_list("pk", flat=True)
    through_them = Grant.objects.filter(consent__in=untold).values_list("pk", flat=True)
    return everything.exclude(object_id__in=[*untold, *through_them])
