"""How to reach someone without putting them at risk."""

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Reverse

from tisserand.common.rows import Revised
from tisserand.people.choices import ContactKind, Safety
from tisserand.people.models.person import Person
from tisserand.people.phones import masked, shown


@pghistory.track()
class ContactPoint(Revised):
    """A phone, an e-mail or an address: whose it is, when and how it may be used. Never unique: families share.

    A protected address (`is_protected`) is left out of every list, search, export and print; it is shown only
    on demand, with a reason, to those whom `policies` allow.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="contacts", verbose_name="personne")
    kind = models.CharField("moyen", max_length=10, choices=ContactKind.choices)
    value = models.CharField("numéro ou adresse", max_length=300)  # phones in E.164 when they can be
    postcode = models.CharField("code postal", max_length=10, blank=True)
    commune = models.CharField("commune", max_length=120, blank=True)
    commune_code = models.CharField("code Insee", max_length=5, blank=True)
    belongs_to = models.CharField("à qui", max_length=120, blank=True)  # "sa fille Inès"
    safety = models.CharField("sûreté", max_length=10, choices=Safety.choices, default=Safety.UNKNOWN)
    no_message = models.BooleanField("ne jamais laisser de message", default=False)
    hours = models.CharField("quand", max_length=120, blank=True)  # "après 17 h"
    note = models.CharField("remarque", max_length=300, blank=True)
    is_protected = models.BooleanField("protégé", default=False)
    is_preferred = models.BooleanField("à utiliser d’abord", default=False)
    until_on = models.DateField("valable jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "moyen de contact"
        ordering = ["-is_preferred", "kind", "created_at"]
        indexes = [
            GinIndex(fields=["value"], name="contact_value_trgm", opclasses=["gin_trgm_ops"]),
            models.Index(OpClass(Reverse("value"), "text_pattern_ops"), name="contact_value_from_its_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"

    @property
    def shown(self) -> str:
        """As one reads it: « 06 12 34 56 78 », « 3 rue Haute, 57000 Metz »."""
        if self.kind == ContactKind.PHONE:
            return shown(self.value)
        if self.kind == ContactKind.ADDRESS:
            return ", ".join(filter(None, [self.value, f"{self.postcode} {self.commune}".strip()]))
        return self.value

    @property
    def masked(self) -> str:
        """What may be read over a shoulder: « 06 ·· ·· ·· 42 »."""
        return masked(self.value) if self.kind == ContactKind.PHONE else self.value

    @property
    def is_forbidden(self) -> bool:
        """Whether using it would put someone at risk."""
        return self.safety == Safety.FORBIDDEN

    @property
    def conditions(self) -> list[str]:
        """How it may be used, in words: « sûr », « après 17 h », « ne jamais laisser de message »."""
        return [
            *([self.get_safety_display()] if self.safety != Safety.UNKNOWN else []),
            *filter(None, [self.hours]),
            *(["ne jamais laisser de message"] if self.no_message else []),
        ]
