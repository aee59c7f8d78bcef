"""The map of the situation: what is hard, what holds, what lies beneath, and how each feeds the others."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from tisserand.accounts.models import User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Person
from tisserand.support.choices import ItemKind, LinkKind, Topic
from tisserand.support.models.dossier import Dossier


class SituationMap(Revised):
    """One map per dossier, alive; `MapSnapshot` keeps its past."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="situation_map")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    assessed_on = models.DateField("évaluée ensemble le", null=True, blank=True)

    class Meta:
        verbose_name = "carte de la situation"

    def __str__(self) -> str:
        return f"map of {self.dossier_id}"


PLACES = ["x", "y", "narrow_x", "narrow_y"]


# Rearranging the drawing is no event of someone's life: the history leaves it out.
@pghistory.track(exclude=PLACES)
class MapItem(Revised):
    """A difficulty, a strength or a deeper need. Both views of its weight are kept when they differ.

    Weights go from 0 (nothing, or solved) to 4 (takes all the room; for a strength: holds everything).
    `x` and `y` are the place of its middle on the wide drawing, both in thousandths of the drawing's width, so
    that what is added below moves nothing; `narrow_x` and `narrow_y` on a phone's. Null until someone moves it.
    """

    map = models.ForeignKey(SituationMap, models.CASCADE, related_name="items")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField("nature", max_length=10, choices=ItemKind.choices)
    topic = models.CharField("thème", max_length=14, choices=Topic.choices)
    title = models.CharField("en quelques mots", max_length=120)
    words = models.TextField("dans ses mots", blank=True)
    weight_person = models.PositiveSmallIntegerField("poids, selon la personne", null=True, blank=True)
    weight_worker = models.PositiveSmallIntegerField("poids, selon l’intervenant·e", null=True, blank=True)
    is_urgent = models.BooleanField("urgent", default=False)
    since = models.CharField("depuis", max_length=60, blank=True)
    expressed_need = models.CharField("ce qui est demandé", max_length=300, blank=True)
    underlying_need = models.CharField("ce qu’il y a dessous", max_length=300, blank=True)
    note = models.TextField("ce que nous en comprenons", blank=True)
    x = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    y = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    narrow_x = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    narrow_y = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    resolved_on = models.DateField("dénoué le", null=True, blank=True)
    removed_at = models.DateTimeField("retiré le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "élément de la carte"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight_person=None) | Q(weight_person__lte=4), name="weight_seen_by_person_0_to_4"
            ),
            models.CheckConstraint(
                condition=Q(weight_worker=None) | Q(weight_worker__lte=4), name="weight_seen_by_worker_0_to_4"
            ),
            models.CheckConstraint(condition=Q(x=None) | Q(x__lte=1000), name="map_item_x_in_thousandths"),
            models.CheckConstraint(condition=Q(y=None) | Q(y__lte=9000), name="map_item_y_in_thousandths"),
            models.CheckConstraint(
                condition=Q(narrow_x=None) | Q(narrow_x__lte=1000), name="map_item_narrow_x_in_thousandths"
            ),
            models.CheckConstraint(
                condition=Q(narrow_y=None) | Q(narrow_y__lte=9000), name="map_item_narrow_y_in_thousandths"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MapLink(Row):
    """One thing feeds, worsens or protects another."""

    map = models.ForeignKey(SituationMap, models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    source = models.ForeignKey(MapItem, models.CASCADE, related_name="links_out", verbose_name="ce qui agit")
    target = models.ForeignKey(MapItem, models.CASCADE, related_name="links_in", verbose_name="sur quoi")
    kind = models.CharField("comment", max_length=10, choices=LinkKind.choices)

    class Meta:
        verbose_name = "lien de la carte"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="one_link_a_pair"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="no_link_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class MapSnapshot(Row):
    """The map as it was one day: unalterable (the database refuses any change)."""

    map = models.ForeignKey(SituationMap, models.CASCADE, related_name="snapshots")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    taken_on = models.DateField("le")
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    label = models.CharField("à quelle occasion", max_length=120, blank=True)
    content = models.JSONField()  # {"items": [...], "links": [...]}, see services.situation

    class Meta:
        verbose_name = "carte datée"
        ordering = ["-taken_on", "-id"]
        triggers = [pgtrigger.Protect(name="unalterable", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"map of {self.taken_on}"
