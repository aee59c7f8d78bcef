"""What may be done: agreements prepared, given, refused, narrowed, withdrawn; circles and accounts kept."""

from tisserand.sharing.services.consents import (
    ConsentIncomplete,
    choose_items,
    choose_recipients,
    draft_consent,
    edit_consent,
    give_consent,
    narrow_consent,
    refuse_consent,
    remove_draft,
    withdraw_consent,
)

__all__ = [
    "ConsentIncomplete",
    "choose_items",
    "choose_recipients",
    "draft_consent",
    "edit_consent",
    "give_consent",
    "narrow_consent",
    "refuse_consent",
    "remove_draft",
    "withdraw_consent",
]
