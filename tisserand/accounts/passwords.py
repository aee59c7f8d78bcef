"""Passwords strong enough for the CNIL (deliberation 2022-100), without asking for more than that."""

from __future__ import annotations

import string

from django.core.exceptions import ValidationError


class CnilPasswordValidator:
    """Attempts being limited, 50 bits suffice: we ask for 12 characters of 3 classes, or a phrase of 20."""

    minimum = 12
    phrase = 20
    help_text = (
        "Au moins 12 caractères avec trois sortes parmi minuscules, majuscules, chiffres et signes ; "
        "ou bien une phrase d’au moins 20 caractères."
    )

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when the password is too weak."""
        if len(password) >= self.phrase and len(set(password)) >= 8:
            return
        if len(password) < self.minimum or _classes(password) < 3:
            raise ValidationError(f"Ce mot de passe est trop facile à deviner. {self.help_text}", code="weak")

    def get_help_text(self) -> str:
        """What is asked, in French."""
        return self.help_text


def _classes(password: str) -> int:
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    found = sum(any(c in kind for c in password) for kind in kinds)
    return found + any(not c.isalnum() for c in password)
