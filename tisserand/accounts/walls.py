"""Who asks, as the database knows it: a session says who it is, for which organisation and on which day.

It enters by `wall_enter`, which looks duties up in the memberships, once for all that is asked after; so does the
application of its actor.

See `common.walls`. What these functions answer depends on the actor alone: a rule asks them once for a whole query, in
brackets, `(SELECT wall_as(…))`.
"""

from tisserand.audit.models import AccessEvent
from tisserand.common.walls import define, guard

ACCOMPANYING = "'worker', 'coordinator', 'head_of_service'"
WITH_PEOPLE = f"{ACCOMPANYING}, 'reception'"
# The duties of the session: rows of the memberships `m`, to be put beside a question.
HELD_BY_ME = """m.user_id = wall_user() AND m.organisation_id = wall_here()
    AND m.since_on <= wall_day() AND (m.until_on IS NULL OR m.until_on >= wall_day())"""
LEADS = "(m.role = 'head_of_service' AND m.team_id IS NULL)"
# What one's duties are, a letter each.
_LETTERS = {
    "p": f"m.role IN ({WITH_PEOPLE})",
    "a": f"m.role IN ({ACCOMPANYING})",
    "t": f"m.role IN ({WITH_PEOPLE}, 'administrator')",
    "d": "m.role = 'administrator'",
    "l": LEADS,
    "e": "m.role = 'peer'",
    "m": "true",
    # Never worked anywhere else: whatever they hold is held here.
    "o": "NOT EXISTS (SELECT FROM public.accounts_membership o WHERE o.user_id = who AND o.organisation_id <> there)",
}
_SAID = ", ".join(f"CASE WHEN bool_or({rule}) THEN '{letter}' END" for letter, rule in _LETTERS.items())
# The organisation for which one works; nothing for the others, which no row equals.
AS_WITH_PEOPLE, AS_ACCOMPANYING, AS_LEADING = "wall_as('p')", "wall_as('a')", "wall_as('l')"
AS_PEER, AS_MEMBER, AS_NOWHERE_ELSE = "wall_as('e')", "wall_as('m')", "wall_as('o')"
HERE_WITH_PEOPLE = f"(SELECT {AS_WITH_PEOPLE})"
HERE_ACCOMPANYING = f"(SELECT {AS_ACCOMPANYING})"
HERE_AT_ALL = "(SELECT wall_as('t'))"
HERE_ADMINISTERING = "(SELECT wall_as('d'))"
HERE_LEADING = f"(SELECT {AS_LEADING})"
MY_TEAMS = "(SELECT wall_teams())::uuid[]"
# What only a link, or a secret that is shown, may open: asked of no row when there is none.
BY_LINK = "(SELECT wall_comes_by_link())"


def at(here: str, column: str = "organisation_id") -> str:
    """Of a row: it is of that organisation. Said in a way that no index follows: most questions say it already, and the
    planner, who would count it twice, would believe in a tenth of the rows."""
    return f"coalesce({column} = {here}, false)"


_ENTER = f"""
    CREATE FUNCTION wall_enter(who uuid, there uuid, that_day date, for_now boolean) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $wall$
    DECLARE duties text; teams uuid[];
    BEGIN
        PERFORM set_config('tisserand.user_id', coalesce(who::text, ''), for_now),
            set_config('tisserand.organisation_id', coalesce(there::text, ''), for_now),
            set_config('tisserand.day', coalesce(that_day::text, ''), for_now);
        SELECT concat({_SAID}),
            array_agg(m.team_id) FILTER (WHERE m.role IN ({ACCOMPANYING}) AND m.team_id IS NOT NULL)
            INTO duties, teams FROM public.accounts_membership m WHERE {HELD_BY_ME};
        PERFORM set_config('tisserand.duties', duties, for_now),
            set_config('tisserand.teams', coalesce(teams::text, ''), for_now);
    END $wall$
"""


def register() -> None:
    """Define what every rule asks of the session; guard the trail."""
    for name, setting, kind in (
        ("user", "user_id", "uuid"),
        ("here", "organisation_id", "uuid"),
        ("day", "day", "date"),
        ("guest", "guest_id", "uuid"),  # let in by a link: the room of sharing knows to what
        ("looked_at", "looked_at", "uuid"),  # to be judged once, if it may be read: saying so opens nothing
    ):
        define(
            f"wall_{name}",
            f"CREATE FUNCTION wall_{name}() RETURNS {kind} LANGUAGE sql STABLE PARALLEL SAFE"
            f" RETURN nullif(current_setting('tisserand.{setting}', true), '')::{kind}",
        )
    define(
        "wall_shown",
        "CREATE FUNCTION wall_shown() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE"
        " RETURN string_to_array(nullif(current_setting('tisserand.shown', true), ''), ',')",
    )
    define(
        "wall_comes_by_link",
        "CREATE FUNCTION wall_comes_by_link() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE"
        " RETURN wall_guest() IS NOT NULL OR wall_shown() IS NOT NULL",
    )
    define(
        "wall_as",
        "CREATE FUNCTION wall_as(duty text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE"
        " RETURN CASE WHEN strpos(current_setting('tisserand.duties', true), duty) > 0 THEN wall_here() END",
    )
    # Their teams, of those who accompany people.
    define(
        "wall_teams",
        "CREATE FUNCTION wall_teams() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE"
        " RETURN nullif(current_setting('tisserand.teams', true), '')::uuid[]",
    )
    define("wall_enter", _ENTER)
    # One's own gestures, and what was administered here; the room of people adds what was done about someone.
    guard(
        AccessEvent,
        f"actor_id = (SELECT wall_user()) OR organisation_id = {HERE_AT_ALL} AND person_id IS NULL",
    )
