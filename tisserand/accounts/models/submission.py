"""A form sent once: the key that makes a double-click harmless."""

from django.db import models

from tisserand.accounts.models.user import User


class Submission(models.Model):
    """The one-time key of a form, and where its first sending led."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    answer = models.CharField("adresse de la réponse", max_length=500, blank=True)
    # What the answer showed, when it may be shown only once: sealed, and forgotten after a few minutes.
    shown = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=~models.Q(shown=""), name="submissions_shown")
        ]

    def __str__(self) -> str:
        return str(self.key)
