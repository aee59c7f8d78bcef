"""The journal (*fil*): what happened, when it happened and when it was written, for whose eyes."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils import timezone

from tisserand.accounts.models import User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Person
from tisserand.sharing.models import Grant
from tisserand.support.choices import EntryKind, Visibility
from tisserand.support.models.dossier import Dossier
from tisserand.support.models.plan import Goal, Step


@pghistory.track(exclude=["words"])
class Entry(Revised):
    """A note. Author-only notes are for their author: nobody else, administrators included.

    `created_at` is when it was written, `happened_at` when it happened. `from_person` says that the contact
    came from the person or their representative: retention counts from there (CNIL 2023-095).
    """

    # Its only index is the journal's: with one on the dossier alone, the database reads a whole journal, then sorts it.
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="entries", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="entries", verbose_name="écrit par")
    kind = models.CharField("nature", max_length=16, choices=EntryKind.choices, default=EntryKind.INTERVIEW)
    visibility = models.CharField(
        "lisible par", max_length=10, choices=Visibility.choices, default=Visibility.TEAM
    )
    body = models.TextField("ce qui s’est passé")
    happened_at = models.DateTimeField("quand")
    person_present = models.BooleanField("la personne était là", default=False)
    from_person = models.BooleanField("à l’initiative de la personne", default=False)
    present = models.CharField("avec qui", max_length=300, blank=True)
    # Written by a peer mediator, in their own voice, through what the person opened to them: they do not read the rest.
    voice = models.ForeignKey(
        Grant, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", db_index=False
    )
    goals = models.ManyToManyField(Goal, blank=True, related_name="entries", verbose_name="objectifs")
    steps = models.ManyToManyField(Step, blank=True, related_name="entries", verbose_name="étapes")
    mentions = models.ManyToManyField(User, blank=True, related_name="mentioned_in", verbose_name="collègues")
    words = models.GeneratedField(
        expression=SearchVector("body", config="french_unaccent"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "note du fil"
        ordering = ["-happened_at", "-id"]
        indexes = [
            # With what says who may read each, so that counting a long journal reads nothing else.
            models.Index(
                fields=["dossier", "-happened_at", "-id"],
                include=["author", "visibility", "voice"],
                name="journal_read_in_order",
            ),
            models.Index(fields=["author", "-created_at"], name="entries_of_author"),
            models.Index(fields=["voice"], condition=models.Q(voice__isnull=False), name="entries_of_peers"),
            GinIndex(fields=["words"], name="entry_words"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"

    @property
    def written_late(self) -> bool:
        """Whether it was written on another day than it happened."""
        return timezone.localdate(self.created_at) != timezone.localdate(self.happened_at)


class EntryVersion(Row):
    """What a note said before it was corrected."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="versions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    body = models.TextField()
    kind = models.CharField(max_length=16, choices=EntryKind.choices)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    happened_at = models.DateTimeField()
    replaced_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "texte précédent"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"earlier text of {self.entry_id}"
