"""A person who signs in: one account, whatever the number of organisations."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from tisserand.common.ids import new_id
from tisserand.common.rows import Revisable


class UserManager(BaseUserManager["User"]):
    """Accounts are created by invitation; the e-mail is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password it cannot sign in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(Revisable, AbstractBaseUser):
    """Someone who works. Rights never hang on the account: they come from dated memberships."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField("adresse électronique")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    job_title = models.CharField("métier", max_length=120, blank=True)
    phone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    is_active = models.BooleanField("compte ouvert", default=True)
    is_demonstration = models.BooleanField(default=False, editable=False)
    # Browsers it was signed in with before are strangers since: set when its owner disowns a sign-in.
    browsers_known_since = models.DateTimeField(null=True, editable=False)
    joined_at = models.DateTimeField("compte créé le", auto_now_add=True)

    objects = UserManager()
    # The roles of a day, read together with the account (see `queries.account_with_roles`).
    roles_at_hand: tuple[date, list[Any]] | None = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "compte"
        ordering = ["last_name", "first_name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_an_email")]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """First name, then last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """The first name."""
        return self.first_name
