"""What is being typed in a form and not saved yet."""

from django.db import models

from tisserand.accounts.choices import DraftState
from tisserand.accounts.models.organisation import Organisation
from tisserand.accounts.models.user import User


class Draft(models.Model):
    """The fields of one form as one person left them, for them alone.

    The page makes the `token`: two tabs of one form keep two drafts. What was typed, and the title of the page
    (which may name someone), are sealed; `address` and `form` say where it belongs and hold identifiers only.
    """

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    address = models.CharField("page", max_length=500)
    form = models.CharField("formulaire", max_length=500)
    sealed = models.TextField("contenu scellé", blank=True)
    state = models.CharField("état", max_length=10, choices=DraftState.choices, default=DraftState.OPEN)
    saved_at = models.DateTimeField("gardé le")
    expires_at = models.DateTimeField("oublié le", db_index=True)

    class Meta:
        verbose_name = "brouillon"
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["user", "state", "-saved_at"], name="drafts_of_user")]

    def __str__(self) -> str:
        return str(self.token)
