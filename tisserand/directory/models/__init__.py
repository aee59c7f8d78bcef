"""What the directory holds: structures, services, where they come from, what each file brought, what is said here."""

from tisserand.directory.models.about import AboutSheet, about
from tisserand.directory.models.correction import Correction
from tisserand.directory.models.listed import Listed, Service, Structure
from tisserand.directory.models.loading import Loading, LoadingFile, LoadingLine
from tisserand.directory.models.note import TeamNote
from tisserand.directory.models.saved import SavedSearch
from tisserand.directory.models.source import Source
from tisserand.directory.models.upkeep import Check, Closure, Mistake, PlaceLink, RoomSaid

__all__ = [
    "AboutSheet",
    "Check",
    "Closure",
    "Correction",
    "Listed",
    "Loading",
    "LoadingFile",
    "LoadingLine",
    "Mistake",
    "PlaceLink",
    "RoomSaid",
    "SavedSearch",
    "Service",
    "Source",
    "Structure",
    "TeamNote",
    "about",
]
