"""A link that lets in someone without an account, and what is said through it."""

from __future__ import annotations

from datetime import datetime

import pghistory
from django.db import models
from django.db.models import F, Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Person
from tisserand.sharing.choices import Channel, GuestEnd, GuestWord
from tisserand.sharing.models.circle import CircleMember
from tisserand.sharing.models.consent import Consent

MOST_TRIES = 5
THE_PERSON = "La personne elle-même"


# Neither the secrets nor each wrong try belong to a history that is read.
@pghistory.track(exclude=["digest", "code_digest", "tries", "last_used_at"])
class Guest(Revised):
    """*Invité·e*: someone of the circle, or the person themself, who comes in by a link and a code, without an account.

    Being let in opens nothing by itself: what `member` reads is what agreements open to them; the person reads who
    looked and what is shared. Only digests are kept of the link and of its code.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="personne")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    member = models.ForeignKey(
        CircleMember, models.CASCADE, null=True, blank=True, related_name="guests", verbose_name="qui"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, editable=False)
    code_made_at = models.DateTimeField("code fait le", editable=False)
    link_channel = models.CharField("le lien est remis", max_length=5, choices=Channel.choices)
    code_channel = models.CharField("le code est donné", max_length=5, choices=Channel.choices)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="invité·e par")
    expires_at = models.DateTimeField("valable jusqu’au")
    tries = models.PositiveSmallIntegerField("essais manqués", default=0, editable=False)
    locked_at = models.DateTimeField("fermé après trop d’essais le", null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField("dernière entrée", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("fini le", null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    ended_why = models.CharField(
        "pourquoi", max_length=8, choices=GuestEnd.choices, blank=True, editable=False
    )
    # Once they have an account: what was said through the link is theirs there too.
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        verbose_name = "invité·e"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "member"],
                condition=Q(ended_at=None),
                name="one_link_at_a_time_each",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~Q(link_channel=F("code_channel")) | Q(link_channel=Channel.HAND),
                name="code_goes_another_way",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="ended_link_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person", "-created_at"], name="guests_of_person"),
            models.Index(fields=["user"], name="guests_with_account", condition=Q(user__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"guest {self.pk}"

    @property
    def is_the_person(self) -> bool:
        """Whether it is the person's own link."""
        return self.member_id is None

    @property
    def called(self) -> str:
        """Who comes in by it, in words for the trail: « Dr Koné, soignant·e »."""
        if self.member is None:
            return THE_PERSON
        return f"{self.member.name[:120]}, {self.member.get_kind_display()}"

    @property
    def has_account(self) -> bool:
        """Whether it was attached to an account: what was said goes on there."""
        return self.ended_why == GuestEnd.ATTACHED and self.user_id is not None

    def is_standing(self, now: datetime) -> bool:
        """Whether it lets someone in, if something is open to them."""
        return self.ended_at is None and self.locked_at is None and now < self.expires_at


@pghistory.track()
class GuestMessage(Row):
    """A few words of a guest to those around the dossier, or of one of those (`author`) in answer. Never rewritten.

    `key` is that of the form: sent twice, said once. `seen_at`: one of those around the dossier has read it.
    """

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="messages", verbose_name="invité·e")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    kind = models.CharField("nature", max_length=10, choices=GuestWord.choices, default=GuestWord.MESSAGE)
    author = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="écrit par"
    )
    text = models.TextField("message", max_length=3000, blank=True)
    consent = models.ForeignKey(
        Consent, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="accord"
    )
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    seen_at = models.DateTimeField("lu le", null=True, blank=True, editable=False)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        verbose_name = "message d’invité·e"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=[GuestWord.MESSAGE, GuestWord.ANSWER]) | ~Q(text=""),
                name="guest_message_says_something",
            ),
            models.CheckConstraint(
                condition=Q(kind=GuestWord.ANSWER, author__isnull=False)
                | (~Q(kind=GuestWord.ANSWER) & Q(author=None)),
                name="guest_message_has_one_author",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "created_at"],
                name="guest_messages_to_read",
                condition=Q(seen_at=None, author=None),
            ),
        ]

    def __str__(self) -> str:
        return f"guest message {self.pk}"
