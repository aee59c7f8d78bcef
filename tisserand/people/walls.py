"""Of whom a session may know: those whom its organisation knows; restricted ones, with a key or as head of service.

See `common.walls`. What opens someone for a while (an agreement, an emergency) adds its own way with `also_open`.
"""

from tisserand.accounts.walls import (
    AS_ACCOMPANYING,
    AS_LEADING,
    AS_MEMBER,
    AS_WITH_PEOPLE,
    HERE_ACCOMPANYING,
    HERE_ADMINISTERING,
    HERE_AT_ALL,
    HERE_LEADING,
    HERE_WITH_PEOPLE,
    at,
)
from tisserand.audit.models import AccessEvent
from tisserand.common.walls import KEY, also_open, also_open_by_id, among, ask, define, guard, show
from tisserand.people.models import (
    CirclePicture,
    ContactPoint,
    DuplicatePair,
    EmergencyOpening,
    HouseholdMember,
    Merge,
    NotDuplicate,
    Person,
    Registration,
    Relation,
)

# Of a row that bears a person: they are not among those whom their organisation keeps to itself.
OPENLY = "person_id <> ALL ((SELECT wall_restricted_here())::uuid[])"
IN_DANGER = "in danger"  # said by who looks for someone, see `accounts.walled.showing`
# Known as most are: registered here, for all who meet people.
_OPENLY_KNOWN = f"""SELECT r.person_id FROM public.people_registration r
    WHERE r.organisation_id = {HERE_WITH_PEOPLE} AND NOT r.is_restricted AND NOT r.is_merged"""
_KEY_IS_MINE = """EXISTS (SELECT FROM public.people_keyholder k
    WHERE k.registration_id = r.id AND k.user_id = wall_user())"""
# Said merged, and leading nowhere yet (or any more): somebody is bringing two records together, or apart.
_STANDS = """(NOT r.is_merged
    OR EXISTS (SELECT FROM public.people_person p WHERE p.id = whom AND p.merged_into_id IS NULL))"""
_KNOWN = f"""
    SELECT FROM public.people_registration r
    WHERE r.person_id = whom AND r.organisation_id = {AS_MEMBER} AND {_STANDS}
    AND ({AS_WITH_PEOPLE} IS NOT NULL AND NOT r.is_restricted OR {AS_LEADING} IS NOT NULL
        OR {AS_ACCOMPANYING} IS NOT NULL AND {_KEY_IS_MINE} OR wall_opened_in_emergency(whom))
"""
# A record brought into another one is known as that one is.
_WALL_KNOWS = f"""
    CREATE FUNCTION wall_knows(whom uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    PARALLEL RESTRICTED COST 20 SET search_path = pg_catalog, public, pg_temp AS $wall$
    DECLARE kept uuid;
    BEGIN
        IF EXISTS ({_KNOWN}) THEN RETURN true; END IF;
        SELECT p.merged_into_id INTO kept FROM public.people_person p
            JOIN public.people_registration r ON r.person_id = p.id
            WHERE p.id = whom AND r.organisation_id = wall_here() AND r.is_merged;
        RETURN kept IS NOT NULL AND wall_knows(kept);
    END $wall$
"""


def known(column: str) -> str:
    """Of a row: the session knows that person."""
    return f"{among('wall_known', column, 'person_id')} OR wall_knows({column})"


def register() -> None:
    """Say of every table of this room who sees its rows."""
    define("wall_knows", _WALL_KNOWS)
    ask(
        "wall_opened_in_emergency",
        "whom uuid",
        "SELECT EXISTS (SELECT FROM public.people_emergencyopening e"
        " WHERE e.person_id = whom AND e.opened_by_id = wall_user() AND e.organisation_id = wall_here()"
        " AND e.ended_at IS NULL AND e.until > statement_timestamp())",
    )
    ask(
        "wall_is_restricted",
        "whom uuid",
        "SELECT EXISTS (SELECT FROM public.people_registration r"
        " WHERE r.person_id = whom AND r.organisation_id = wall_here() AND r.is_restricted)",
    )
    # The few whom one is not told of, all at once: for lists, where asking of each row would cost more.
    ask(
        "wall_restricted_here",
        "",
        "SELECT ARRAY(SELECT r.person_id FROM public.people_registration r"
        " WHERE r.organisation_id = wall_here() AND r.is_restricted)",
        returns="uuid[]",
    )
    ask(
        "wall_holds_key",
        "whom uuid",
        "SELECT EXISTS (SELECT FROM public.people_registration r"
        f" WHERE r.person_id = whom AND r.organisation_id = wall_here() AND {_KEY_IS_MINE})",
    )
    ask(
        "wall_lives_with_known",
        "home uuid",
        "SELECT EXISTS (SELECT FROM public.people_householdmember h"
        " WHERE h.household_id = home AND wall_knows(h.person_id))",
    )
    ask(
        "wall_is_known_nowhere",
        "whom uuid",
        "SELECT NOT EXISTS (SELECT FROM public.people_registration r WHERE r.person_id = whom)",
    )
    ask(
        "wall_is_said_here",
        "whom uuid",
        "SELECT EXISTS (SELECT FROM public.people_registration r WHERE r.person_id = whom"
        f" AND NOT r.is_merged AND r.organisation_id = {AS_WITH_PEOPLE})",
    )
    show("wall_known", _OPENLY_KNOWN)
    guard(Person, known(KEY))
    # Written, and not yet registered.
    also_open_by_id(Person, f"{AS_WITH_PEOPLE} IS NOT NULL AND wall_is_known_nowhere({KEY})")
    # Someone named without a mistake, in danger: see `exactly`.
    in_danger = f"coalesce((SELECT wall_shown()) = ARRAY['{IN_DANGER}'], false) AND wall_is_said_here"
    also_open_by_id(Person, f"{in_danger.replace('(SELECT wall_shown())', 'wall_shown()')}({KEY})")
    also_open(Registration, f"{in_danger}(person_id)")
    also_open(ContactPoint, f"{in_danger}(person_id)")
    for name in ("write_search_keys", "follow_names"):
        # What a name leads to is written for every organisation.
        define(
            f"people_{name}",
            f"ALTER FUNCTION people_{name}() SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp",
        )
    guard(
        Registration,
        # Said of the row itself first: a list then asks nothing of most of them.
        f"{at(HERE_WITH_PEOPLE)} AND (NOT is_restricted AND NOT is_merged OR wall_knows(person_id))",
    )
    for model in (ContactPoint, Relation, CirclePicture):
        guard(model, known("person_id"))
    # Of a stranger who lives with someone known: their place in the household, which has no name.
    guard(HouseholdMember, known("person_id"))
    also_open(HouseholdMember, "wall_lives_with_known(household_id)")
    guard(Merge, f"{at(HERE_ACCOMPANYING)} AND wall_knows(kept_id)")
    also_open(AccessEvent, f"{at(HERE_WITH_PEOPLE)} AND ({known('person_id')})")
    # Whoever opened, who holds the thread (said by the room above), those who answer for the organisation.
    guard(
        EmergencyOpening,
        f"{at(HERE_ADMINISTERING)} OR {at(HERE_LEADING)} OR {at(HERE_AT_ALL)}"
        " AND (opened_by_id = (SELECT wall_user()) OR wall_holds_thread_of(person_id, organisation_id))",
    )
    # Read with one's roles, before it is known for which organisation one acts.
    also_open(EmergencyOpening, "opened_by_id = (SELECT wall_user()) AND (SELECT wall_here()) IS NULL")
    # Two ids, and why they look alike: counted even when one may not know of both.
    guard(DuplicatePair, at(HERE_ACCOMPANYING))
    guard(NotDuplicate, "wall_knows(first_id) AND wall_knows(second_id)")
