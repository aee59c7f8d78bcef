"""Taking the demonstration away: what hangs on its organisations first, then people, accounts and organisations."""

from __future__ import annotations

from django.db.models import Q

from tisserand.accounts.models import Organisation, User
from tisserand.coordination.models import Conference, Referral
from tisserand.demo.places import remove_invented_places
from tisserand.people.models import EmergencyOpening, Household, Person
from tisserand.sharing.models import AccountBlock, Consent, Grant, Guest, Proposal
from tisserand.support.models import CaseloadImport, Dossier, FirstWelcome, HandoverBatch


def remove_demonstration() -> dict[str, int]:
    """Delete it all, including what was added to it by visitors; returns how many of each went.

    People are removed when they are invented, or known to no organisation that stays.
    """
    here = Organisation.objects.filter(is_demonstration=True)
    gone = {"dossiers": Dossier.objects.filter(organisation__in=here).count()}
    EmergencyOpening.objects.filter(organisation__in=here).delete()
    Conference.objects.filter(organisation__in=here).delete()
    Referral.objects.filter(organisation__in=here).delete()
    Proposal.objects.filter(Q(organisation__in=here) | Q(grant__to_organisation__in=here)).delete()
    Consent.objects.filter(organisation__in=here).delete()
    Grant.objects.filter(to_organisation__in=here).delete()
    Guest.objects.filter(organisation__in=here).delete()
    AccountBlock.objects.filter(organisation__in=here).delete()
    CaseloadImport.objects.filter(organisation__in=here).delete()
    FirstWelcome.objects.filter(organisation__in=here).delete()
    Dossier.objects.filter(organisation__in=here).delete()
    HandoverBatch.objects.filter(organisation__in=here).delete()
    only_here = Person.objects.filter(
        Q(is_demonstration=True) | Q(registrations__organisation__in=here)
    ).exclude(registrations__organisation__in=Organisation.objects.filter(is_demonstration=False))
    ids = list(only_here.values_list("pk", flat=True).distinct())
    gone["people"] = len(ids)
    Household.objects.filter(members__person__in=ids).delete()
    Person.objects.filter(pk__in=ids).delete()
    users = User.objects.filter(Q(is_demonstration=True) | Q(memberships__organisation__in=here)).exclude(
        memberships__organisation__in=Organisation.objects.filter(is_demonstration=False)
    )
    members = list(users.values_list("pk", flat=True).distinct())
    gone["organisations"] = here.count()
    for organisation in here:
        organisation.memberships.all().delete()
        organisation.invitations.all().delete()
    gone["users"] = len(members)
    User.objects.filter(pk__in=members).delete()
    here.delete()
    remove_invented_places()
    return gone
