"""Who is signed in: found with every hat they wear, since each request asks for both."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from tisserand.accounts.models import User
from tisserand.accounts.queries import account_with_roles
from tisserand.common.clock import today


class AccountBackend(AuthenticationBackend):
    """Signing in stays allauth's; coming back with a session takes one query instead of two."""

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, if it is still open."""
        user = account_with_roles(user_id, today=today())
        return user if user and self.user_can_authenticate(user) else None
