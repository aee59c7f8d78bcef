"""What may be done: agreements prepared, given, refused, narrowed, withdrawn; circles and accounts kept."""

from tisserand.sharing.services.circle import (
    add_circle_member,
    edit_circle_member,
    end_circle_member,
    restore_circle_member,
    tidy_member,
)
from tisserand.sharing.services.consent_rules import ConsentIncomplete
from tisserand.sharing.services.consents import (
    choose_items,
    choose_recipients,
    draft_consent,
    edit_consent,
    give_consent,
    narrow_consent,
    refuse_consent,
    remove_draft,
    review_consent,
    withdraw_consent,
)
from tisserand.sharing.services.guarantors import change_guarantor, see_guarantor_change
from tisserand.sharing.services.path import PathChanged, appoint_path, end_path
from tisserand.sharing.services.preparing import prepare_consent, prepare_next

__all__ = [
    "ConsentIncomplete",
    "PathChanged",
    "add_circle_member",
    "appoint_path",
    "change_guarantor",
    "choose_items",
    "choose_recipients",
    "draft_consent",
    "edit_circle_member",
    "edit_consent",
    "end_circle_member",
    "end_path",
    "give_consent",
    "narrow_consent",
    "prepare_consent",
    "prepare_next",
    "refuse_consent",
    "remove_draft",
    "restore_circle_member",
    "review_consent",
    "see_guarantor_change",
    "tidy_member",
    "withdraw_consent",
]
