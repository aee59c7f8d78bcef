"""Entering the demonstration as one of its people: refused everywhere else."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied

from tisserand.accounts.models import User


def check_may_be_entered(user: User) -> None:
    """Only invented people, only in a demonstration."""
    if not (settings.DEMO and user.is_demonstration and user.is_active):
        raise PermissionDenied
