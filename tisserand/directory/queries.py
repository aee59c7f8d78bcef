"""Finding structures and services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.directory.choices import LineOutcome
from tisserand.directory.exchange.fields import (
    SERVICE,
    SERVICE_FIELDS,
    STRUCTURE,
    STRUCTURE_FIELDS,
    Record,
    record_of,
)
from tisserand.directory.geometry import km_from, within_box
from tisserand.directory.models import Loading, SavedSearch, Service, Structure
from tisserand.directory.policies import SAVED, may_load_directory, may_read_directory
from tisserand.directory.spots import Spot

AT_ONCE = 1_000
EVERYONE = "tous-publics"
REMOTE = "a-distance"
COUNTRY = ("france", "99100")
HEAVY = ("given", "words", "structure__given")  # what no page shows


def services_visible_to(actor: Actor) -> QuerySet[Service]:
    """The services that one may read of: all, those that are gone included, or none."""
    rows = Service.objects.select_related("source", "structure", "structure__source").defer(*HEAVY)
    return rows if may_read_directory(actor) else rows.none()


def services_near(
    actor: Actor,
    *,
    spot: Spot | None = None,
    radius_km: float = 20,
    insee_code: str = "",
    topics: Iterable[str] = (),
    publics: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> QuerySet[Service]:
    """What is published and answers one of `topics`, at most so far from `spot`, the nearest first (`km`).

    Plain values only: whoever looks for somebody gives the code of a commune, never an address. With `insee_code`, what
    is kept for the inhabitants of elsewhere is left out. Without `spot`, in the order of the names.
    """
    rows = services_visible_to(actor).filter(is_listed=True)
    if topics := list(topics):
        rows = rows.filter(topics__overlap=topics)
    if publics := list(publics):
        rows = rows.filter(for_publics(publics))
    if kinds := list(kinds):
        rows = rows.filter(kind__in=kinds)
    if insee_code:
        rows = rows.filter(open_to_inhabitants(insee_code))
    if spot is None:
        return rows.order_by("name", "pk")
    return near(rows, spot, radius_km)


def near(rows: QuerySet[Service], spot: Spot, radius_km: float) -> QuerySet[Service]:
    """Those of `rows` at most so far from `spot`, the nearest first; each says how far (`km`)."""
    within = rows.filter(within_box(spot, radius_km)).annotate(km=km_from(spot))
    return within.filter(km__lte=radius_km).order_by("km", "pk")


def for_publics(publics: list[str]) -> Q:
    """Meant for one of them, for all, or without a word on it."""
    return Q(publics=None) | Q(publics__overlap=[*publics, EVERYONE])


def open_to_inhabitants(insee_code: str) -> Q:
    """Open to whoever lives there, as far as its area is said."""
    return Q(eligibility_area=None) | Q(eligibility_area__overlap=areas_of(insee_code))


def in_territory(insee_code: str) -> Q:
    """In the territory of a commune that we cannot place on the map, as far as addresses say it."""
    first = insee_code[:3]
    of_structure = Q(insee_code="", postcode="") & (
        Q(structure__insee_code__startswith=first) | Q(structure__postcode__startswith=first)
    )
    return Q(insee_code__startswith=first) | Q(insee_code="", postcode__startswith=first) | of_structure


def areas_of(insee_code: str) -> list[str]:
    """The areas of the schema that hold a commune: itself, its département, the whole country."""
    return [insee_code, insee_code[: 3 if insee_code.startswith(("97", "98")) else 2], *COUNTRY]


def saved_searches_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[SavedSearch]:
    """The searches that one keeps, and those that colleagues keep for one's teams."""
    return SAVED.filter(actor, action, SavedSearch.objects.select_related("team", "author"))


def structures_visible_to(actor: Actor) -> QuerySet[Structure]:
    """The same of structures."""
    rows = Structure.objects.select_related("source")
    return rows if may_read_directory(actor) else rows.none()


def services_of(structure: Structure) -> QuerySet[Service]:
    """What is offered there, what is still published first."""
    return structure.services.order_by("gone_on", "name", "pk")


def structure_records(*, as_received: bool = False) -> Iterator[Record]:
    """Every structure that is still published, as data·inclusion says it, in the order of its fields.

    With what was corrected here, or `as_received` from its producer.
    """
    rows = Structure.objects.filter(gone_on=None).select_related("source").order_by("key")
    for row in rows.iterator(AT_ONCE):
        said = {"source": row.source.slug} | record_of(row, STRUCTURE)
        yield _in_order(row.given if as_received else said, STRUCTURE_FIELDS)


def service_records(*, as_received: bool = False) -> Iterator[Record]:
    """The same of services; those of a structure that is gone are gone with it."""
    rows = Service.objects.filter(gone_on=None, structure__gone_on=None)
    for row in rows.select_related("source", "structure").order_by("key").iterator(AT_ONCE):
        apart = {"source": row.source.slug, "structure_id": row.structure.key}
        said = apart | record_of(row, SERVICE)
        yield _in_order(row.given if as_received else said, SERVICE_FIELDS)


def _in_order(record: Record, fields: tuple[str, ...]) -> Record:
    return {name: record.get(name) for name in fields}


def loadings_visible_to(actor: Actor) -> QuerySet[Loading]:
    """What was brought in, for those who may do so; latest first."""
    return Loading.objects.all() if may_load_directory(actor) else Loading.objects.none()


def lines_to_mend(loading: Loading) -> tuple[list[str], Iterator[list[Any]]]:
    """Headings and rows of what was refused or remarked: where, why, then every field as it came."""
    rows = loading.lines.filter(outcome__in=[LineOutcome.REFUSED, LineOutcome.REMARKED])
    fields = list(dict.fromkeys((*STRUCTURE_FIELDS, *SERVICE_FIELDS)))
    return ["ligne", "sort", "raisons", *fields], (
        [row.number, row.get_outcome_display(), " ; ".join(row.reasons)]
        + [_cell((row.record or {}).get(name)) for name in fields]
        for row in rows.iterator(AT_ONCE)
    )


def _cell(value: Any) -> Any:
    return "|".join(str(each) for each in value) if isinstance(value, list) else value
