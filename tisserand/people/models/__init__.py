"""Who a person is, where they live and with whom, who counts for them, how to reach them safely."""

from tisserand.people.models.contact import ContactPoint
from tisserand.people.models.emergency import EmergencyOpening
from tisserand.people.models.household import Household, HouseholdMember
from tisserand.people.models.merging import DuplicatePair, Merge, Screening
from tisserand.people.models.person import Person
from tisserand.people.models.registration import Keyholder, NotDuplicate, Registration
from tisserand.people.models.relation import CirclePicture, Relation

__all__ = [
    "CirclePicture",
    "ContactPoint",
    "DuplicatePair",
    "EmergencyOpening",
    "Household",
    "HouseholdMember",
    "Keyholder",
    "Merge",
    "NotDuplicate",
    "Person",
    "Registration",
    "Relation",
    "Screening",
]
