"""Structures and services as data·inclusion describes them (schema v1), each by the key that its producer gave it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from tisserand.common.rows import Revised
from tisserand.directory.models.source import Source


def _codes(words: str) -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=120), verbose_name=words, null=True, blank=True)


class Listed(Revised):
    """What a structure and a service have in common. `given`: the record as it was last received, once checked."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="source")
    key = models.CharField("identifiant chez le producteur", max_length=250, unique=True)
    name = models.CharField("nom", max_length=150)
    modified_on = models.DateField("mis à jour le")
    description = models.TextField("description", blank=True, max_length=10_000)
    source_url = models.TextField("page chez le producteur", blank=True)
    commune = models.TextField("commune", blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    insee_code = models.CharField("code commune", max_length=5, blank=True)
    address = models.TextField("adresse", blank=True)
    address_details = models.TextField("complément d’adresse", blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    phone = models.TextField("téléphone", blank=True)
    email = models.TextField("adresse électronique", blank=True)
    opening_hours = models.TextField("horaires d’accueil", blank=True)  # in the syntax of OpenStreetMap
    given = models.JSONField("tel que reçu", editable=False)
    # No longer in what its producer publishes: kept, for those who sent someone there and want to know.
    gone_on = models.DateField("n’est plus publié depuis le", null=True, blank=True)
    # The last time that someone looked and found it right, here or at the structure itself.
    checked_at = models.DateTimeField("vérifié le", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Structure(Listed):
    """A place or an organisation that offers services (*structure*)."""

    siret = models.CharField("SIRET", max_length=14, blank=True)
    website = models.TextField("site", blank=True)
    accessibility_url = models.TextField("accessibilité du lieu", blank=True)
    networks = _codes("réseaux porteurs")

    class Meta(Listed.Meta):
        verbose_name = "structure"
        indexes = [
            models.Index(fields=["source", "gone_on"], name="structures_of_source"),
            # Those to whom one may write, the longest unheard of first.
            models.Index(
                fields=["modified_on", "id"],
                condition=Q(gone_on=None) & ~Q(email=""),
                name="structures_to_confirm",
            ),
        ]


class Service(Listed):
    """What is offered there, to whom, on what conditions, and how to come to it (*service*)."""

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="services", verbose_name="structure"
    )
    kind = models.CharField("type", max_length=40, blank=True)
    topics = _codes("thématiques")
    fees = models.CharField("frais", max_length=20, blank=True)
    fees_details = models.TextField("précisions sur les frais", blank=True)
    publics = _codes("publics")
    publics_details = models.TextField("précisions sur les publics", blank=True)
    conditions = models.TextField("conditions d’accès", blank=True)
    reception_modes = _codes("modes d’accueil")
    eligibility_area = _codes("zone d’éligibilité")
    contact_name = models.TextField("contact", blank=True)
    mobilisation_url = models.TextField("lien de mobilisation", blank=True)
    mobilisation_modes = _codes("modes de mobilisation")
    mobilised_by = _codes("mobilisable par")
    mobilisation_details = models.TextField("précisions sur la mobilisation", blank=True)
    weekly_hours = models.FloatField("heures par semaine", null=True, blank=True)
    weeks = models.PositiveIntegerField("nombre de semaines", null=True, blank=True)
    quality = models.FloatField("qualité", null=True, editable=False)  # from 0 to 1: see `quality`

    # What a search looks in, its structure taken into account: written by the database (migration 0003), by no one else
    # but `services.placing`, which gives a rough point to a place of which only the commune is known.
    is_listed = models.BooleanField("publié", default=True, editable=False)
    at_latitude = models.FloatField(null=True, editable=False)
    at_longitude = models.FloatField(null=True, editable=False)
    is_roughly_at = models.BooleanField(default=False, editable=False)
    hours = models.TextField(default="", editable=False)
    words = SearchVectorField(null=True, editable=False)

    class Meta(Listed.Meta):
        verbose_name = "service"
        indexes = [
            models.Index(fields=["source", "gone_on"], name="services_of_source"),
            models.Index(fields=["name", "id"], condition=Q(is_listed=True), name="services_by_name"),
            # By latitude: a box is a band of it. `id`: counting and sorting by distance read nothing else.
            models.Index(
                fields=["at_latitude", "at_longitude"],
                include=["id"],
                condition=Q(is_listed=True),
                name="services_by_spot",
            ),
            GinIndex(fields=["topics"], condition=Q(is_listed=True), name="services_by_topic"),
            GinIndex(fields=["words"], condition=Q(is_listed=True), name="services_by_words"),
            GinIndex(fields=["reception_modes"], condition=Q(is_listed=True), name="services_by_mode"),
            # Those to which `services.placing` may still give a rough point.
            models.Index(fields=["id"], condition=Q(at_latitude=None), name="services_nowhere"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly_hours=None) | Q(weekly_hours__gte=0), name="service_hours_not_below_zero"
            )
        ]
