"""What may be done about a person: recorded, corrected, housed, linked, reached, kept discreet."""

from tisserand.people.services.contacts import (
    ReasonNeeded,
    add_contact,
    edit_contact,
    end_contact,
    reveal_contact,
    tidy_contact,
)
from tisserand.people.services.households import (
    AlreadyThere,
    edit_household,
    edit_member,
    join_household,
    leave_household,
    start_household,
)
from tisserand.people.services.likeness import tell_apart
from tisserand.people.services.merging import CannotMerge, CannotUndo, decide_pair, merge_people, undo_merge
from tisserand.people.services.persons import edit_person, register_person
from tisserand.people.services.pictures import arrange_circle, let_arrange_circle, undo_arranging
from tisserand.people.services.relations import (
    add_relation,
    edit_relation,
    end_relation,
    join_tie,
    qualify_tie,
    restore_relation,
)
from tisserand.people.services.restriction import (
    LastKeyholder,
    grant_keyholder,
    lift_restriction,
    restrict_person,
    withdraw_keyholder,
)

__all__ = [
    "AlreadyThere",
    "CannotMerge",
    "CannotUndo",
    "LastKeyholder",
    "ReasonNeeded",
    "add_contact",
    "add_relation",
    "arrange_circle",
    "decide_pair",
    "edit_contact",
    "edit_household",
    "edit_member",
    "edit_person",
    "edit_relation",
    "end_contact",
    "end_relation",
    "grant_keyholder",
    "join_household",
    "join_tie",
    "leave_household",
    "let_arrange_circle",
    "lift_restriction",
    "merge_people",
    "qualify_tie",
    "register_person",
    "restore_relation",
    "restrict_person",
    "reveal_contact",
    "start_household",
    "tell_apart",
    "tidy_contact",
    "undo_arranging",
    "undo_merge",
    "withdraw_keyholder",
]
