"""Who asks, as the database knows it: the session says who it is, for whom and on which day; duties are looked up.

See `common.walls`. What these functions answer depends on the actor alone: a rule asks them once for a whole query, in
brackets, `(SELECT wall_works_as(…))`.
"""

from tisserand.audit.models import AccessEvent
from tisserand.common.walls import ask, define, guard

ACCOMPANYING = "'worker', 'coordinator', 'head_of_service'"
WITH_PEOPLE = f"{ACCOMPANYING}, 'reception'"
# The duties of the session: rows of the memberships `m`, to be put beside a question.
HELD_BY_ME = """m.user_id = wall_user() AND m.organisation_id = wall_here()
    AND m.since_on <= wall_day() AND (m.until_on IS NULL OR m.until_on >= wall_day())"""
LEADS = "(m.role = 'head_of_service' AND m.team_id IS NULL)"
# The organisation for which one works; nothing for the others, which no row equals.
HERE_WITH_PEOPLE = f"(SELECT wall_works_as(ARRAY[{WITH_PEOPLE}]))"
HERE_ACCOMPANYING = f"(SELECT wall_works_as(ARRAY[{ACCOMPANYING}]))"
HERE_AT_ALL = f"(SELECT wall_works_as(ARRAY[{WITH_PEOPLE}, 'administrator']))"
HERE_ADMINISTERING = "(SELECT wall_works_as(ARRAY['administrator']))"
HERE_LEADING = "(SELECT wall_leads_in())"
# What only a link, or a secret that is shown, may open: asked of no row when there is none.
BY_LINK = "(SELECT wall_comes_by_link())"


def at(here: str, column: str = "organisation_id") -> str:
    """Of a row: it is of that organisation. Said in a way that no index follows: most questions say it already, and the
    planner, who would count it twice, would believe in a tenth of the rows."""
    return f"coalesce({column} = {here}, false)"


def register() -> None:
    """Define what every rule asks of the session; guard the trail."""
    for name, setting, kind in (
        ("user", "user_id", "uuid"),
        ("here", "organisation_id", "uuid"),
        ("day", "day", "date"),
        ("guest", "guest_id", "uuid"),  # let in by a link: the room of sharing knows to what
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
    works = "SELECT m.organisation_id FROM public.accounts_membership m WHERE"
    ask(
        "wall_works_as",
        "roles text[]",
        f"{works} {HELD_BY_ME} AND m.role = ANY(roles) LIMIT 1",
        returns="uuid",
    )
    ask("wall_leads_in", "", f"{works} {HELD_BY_ME} AND {LEADS} LIMIT 1", returns="uuid")
    # One's own gestures, and what was administered here; the room of people adds what was done about someone.
    guard(
        AccessEvent,
        f"actor_id = (SELECT wall_user()) OR organisation_id = {HERE_AT_ALL} AND person_id IS NULL",
    )
