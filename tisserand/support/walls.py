"""Dossiers and what they hold: read by those around, in confidence where it was said so, by partners as far as agreed.

See `common.walls`. This is a reading of the rules of its own, not a copy of `policies`: tests hold the two to the same.
"""

from django.db.models import Model

from tisserand.accounts.walls import (
    AS_ACCOMPANYING,
    AS_LEADING,
    AS_MEMBER,
    AS_NOWHERE_ELSE,
    AS_WITH_PEOPLE,
    BY_LINK,
    HELD_BY_ME,
    HERE_ACCOMPANYING,
    HERE_AT_ALL,
    HERE_LEADING,
    HERE_WITH_PEOPLE,
    LEADS,
    at,
)
from tisserand.common.walls import KEY, also_open, ask, guard
from tisserand.people.walls import OPENLY
from tisserand.sharing.choices import Topic
from tisserand.support.models import (
    Deadline,
    Document,
    DocumentVersion,
    Dossier,
    Entry,
    EntryVersion,
    FirstWelcome,
    Goal,
    Handover,
    ImportRow,
    MapItem,
    MapLink,
    MapSnapshot,
    PhaseChange,
    Plan,
    PlanAgreement,
    PlanRefusal,
    PutOff,
    Referent,
    Request,
    Review,
    ReviewedGoal,
    SituationMap,
    Step,
    StepReport,
    Victory,
)

_HELD = """EXISTS (SELECT FROM public.support_referent t
    WHERE t.dossier_id = d.id AND t.user_id = wall_user() AND t.until_on IS NULL)"""
_LEFT_TO_READ = """EXISTS (SELECT FROM public.support_referent t
    WHERE t.dossier_id = d.id AND t.user_id = wall_user() AND t.reads_until_on >= wall_day())"""
# Dossiers `d` of the session's organisation.
_MINE = f"SELECT FROM public.support_dossier d WHERE d.organisation_id = {AS_MEMBER}"


def _around(*, reading_on: bool) -> str:
    """The session is one of those around the dossier; `reading_on`: or was left some time to read, or is helping."""
    openly = f"d.team_id = ANY (wall_teams()){f' OR {_LEFT_TO_READ}' if reading_on else ''}"
    unrestricted = """NOT EXISTS (SELECT FROM public.people_registration r
        WHERE r.person_id = d.person_id AND r.organisation_id = d.organisation_id AND r.is_restricted)"""
    in_danger = " OR wall_opened_in_emergency(d.person_id)" if reading_on else ""
    # What is most often so, and soonest told, first.
    accompanies = f"{AS_ACCOMPANYING} IS NOT NULL"
    return f"""({accompanies} AND (({openly}) AND {unrestricted} OR {_HELD})
        OR {AS_LEADING} IS NOT NULL OR {accompanies} AND wall_holds_key(d.person_id){in_danger})"""


_AT_HAND = "dossier_id = ANY ((SELECT wall_at_hand())::uuid[])"
# What is read like the dossier, and how one comes to it from there.
_WITHIN: tuple[tuple[tuple[type[Model], ...], str], ...] = (
    ((PhaseChange,), "wall_sees_dossier(dossier_id)"),  # known with it, by those who do not read it
    ((Request, SituationMap), "wall_reads_dossier(dossier_id)"),
    # Read by whole lists, above all by who holds the dossiers, or of the one looked at: these are judged all at once.
    ((Plan, Victory, Deadline), f"{_AT_HAND} OR wall_reads_dossier(dossier_id)"),
    ((Goal,), "plan_id = ANY ((SELECT wall_plans_at_hand())::uuid[]) OR wall_reads_plan(plan_id)"),
    ((Step,), "goal_id = ANY ((SELECT wall_goals_at_hand())::uuid[]) OR wall_reads_goal(goal_id)"),
    ((PlanAgreement, PlanRefusal, Review), "wall_reads_plan(plan_id)"),
    ((MapItem, MapLink, MapSnapshot), "wall_reads_map(map_id)"),
)
_WAYS = {
    "dossier": "which",
    "plan": "(SELECT w.dossier_id FROM public.support_plan w WHERE w.id = which)",
    "map": "(SELECT w.dossier_id FROM public.support_situationmap w WHERE w.id = which)",
    "goal": """(SELECT p.dossier_id FROM public.support_goal w
        JOIN public.support_plan p ON p.id = w.plan_id WHERE w.id = which)""",
    "step": """(SELECT p.dossier_id FROM public.support_step w JOIN public.support_goal g ON g.id = w.goal_id
        JOIN public.support_plan p ON p.id = g.plan_id WHERE w.id = which)""",
    "review": """(SELECT p.dossier_id FROM public.support_review w
        JOIN public.support_plan p ON p.id = w.plan_id WHERE w.id = which)""",
}
_CONFIDED = f"""(visibility <> 'confidential' OR added_by_id = (SELECT wall_user())
    OR {HERE_LEADING} IS NOT NULL OR wall_holds_thread(dossier_id))"""
_FOR_ALL_OR_MINE = "(visibility <> 'author' OR author_id = (SELECT wall_user()))"

_DOCUMENT_LEAVES = "visibility <> 'confidential' AND removed_at IS NULL AND wall_chosen(id, 'document', 10)"
_ANSWERS = """FROM public.support_goal_answers a JOIN public.support_mapitem i ON i.id = a.mapitem_id
    WHERE a.goal_id = o.id"""
# All its topics were agreed on; of a goal without a topic, all there are.
_SHARED_GOAL = f"""SELECT EXISTS (SELECT FROM public.support_goal o
    JOIN public.support_plan p ON p.id = o.plan_id JOIN public.support_dossier d ON d.id = p.dossier_id
    JOIN public.sharing_consent c ON c.person_id = d.person_id AND c.organisation_id = d.organisation_id
    WHERE o.id = which AND o.state <> 'set_aside' AND c.level >= 30 AND wall_opened_by(c.id)
    AND (EXISTS (SELECT {_ANSWERS}) OR cardinality(c.topics) >= {len(Topic)})
    AND NOT EXISTS (SELECT {_ANSWERS} AND i.topic <> ALL (c.topics)))"""


def register() -> None:
    """Say of every table of this room who sees its rows."""
    _define()
    guard(
        Dossier,
        f"""{at(HERE_WITH_PEOPLE)}
        AND ({OPENLY} OR wall_reads_dossier({KEY}))""",
    )
    # Who holds whose thread is known with the dossier; and one knows what one holds, whatever one works for today.
    guard(
        Referent,
        f"""user_id = (SELECT wall_user()) AND until_on IS NULL AND {HERE_ACCOMPANYING} IS NOT NULL
        OR wall_sees_dossier(dossier_id)""",
    )
    for models, rule in _WITHIN:
        for model in models:
            guard(model, rule)
    guard(StepReport, "wall_reads_step(step_id)")
    guard(ReviewedGoal, "wall_reads_review(review_id)")
    guard(PutOff, "user_id = (SELECT wall_user()) AND wall_reads_dossier(dossier_id)")
    guard(Entry, f"{_FOR_ALL_OR_MINE} AND ({_AT_HAND} OR wall_reads_dossier(dossier_id))")
    guard(EntryVersion, "wall_reads_entry(entry_id)")
    guard(Document, f"{_CONFIDED} AND wall_reads_dossier(dossier_id)")
    guard(DocumentVersion, "wall_reads_document(document_id)")
    guard(
        Handover,
        f"""wall_reads_dossier(dossier_id)
        OR receiver_id = (SELECT wall_user()) AND state IN ('proposed', 'declined') AND {HERE_ACCOMPANYING} IS NOT NULL
        AND wall_sees_dossier(dossier_id) AND NOT wall_is_restricted(person_id)""",
    )
    guard(FirstWelcome, _welcomes())
    guard(ImportRow, "wall_brought_in(caseload_import_id)")
    _open_to_partners()


def _welcomes() -> str:
    """Whoever accompanies or welcomes until it is a dossier; then those who read it, and whoever wrote it."""
    openly = f"(person_id IS NULL OR {OPENLY})"
    return f"""{at(HERE_WITH_PEOPLE)} AND dossier_id IS NULL AND {openly}
        OR {at(HERE_AT_ALL)} AND welcomed_by_id = (SELECT wall_user()) AND {openly}
        OR {at(HERE_ACCOMPANYING)} AND wall_holds_key(person_id)
        OR {at(HERE_LEADING)}
        OR dossier_id IS NOT NULL AND wall_reads_dossier(dossier_id)"""


def _define() -> None:
    reading, works = _around(reading_on=True), _around(reading_on=False)
    of_person = "AND d.person_id = whom AND d.organisation_id = theirs"
    for name, way in _WAYS.items():
        # At one go: each function asked inside another costs as much as the rest.
        ask(f"wall_reads_{name}", "which uuid", f"SELECT EXISTS ({_MINE} AND d.id = {way} AND {reading})")
    # All at once what one holds here (an account without a duty here holds nothing), and what one says one looks at, if
    # one reads it: ten thousand notes of one dossier are so judged together.
    ask(
        "wall_at_hand",
        "",
        f"""SELECT CASE WHEN wall_looked_at() IS NOT NULL AND wall_reads_dossier(wall_looked_at())
                THEN ARRAY[wall_looked_at()] END
            || ARRAY(SELECT t.dossier_id FROM public.support_referent t
            WHERE t.user_id = wall_user() AND t.until_on IS NULL AND {AS_ACCOMPANYING} IS NOT NULL
            AND ({AS_NOWHERE_ELSE} IS NOT NULL OR wall_here() =
                (SELECT d.organisation_id FROM public.support_dossier d WHERE d.id = t.dossier_id)))""",
        returns="uuid[]",
    )
    held = "FROM public.support_plan p WHERE p.dossier_id = ANY (wall_at_hand())"
    ask("wall_plans_at_hand", "", f"SELECT ARRAY(SELECT p.id {held})", returns="uuid[]")
    ask(
        "wall_goals_at_hand",
        "",
        f"SELECT ARRAY(SELECT g.id FROM public.support_goal g WHERE g.plan_id = ANY (ARRAY(SELECT p.id {held})))",
        returns="uuid[]",
    )
    ask("wall_reads", "whom uuid, theirs uuid", f"SELECT EXISTS ({_MINE} {of_person} AND {reading})")
    ask("wall_keeps", "whom uuid, theirs uuid", f"SELECT EXISTS ({_MINE} {of_person} AND {works})")
    ask(
        "wall_sees_dossier",
        "which uuid",
        f"""SELECT EXISTS (SELECT FROM public.support_dossier d
            WHERE d.id = which AND d.organisation_id = {AS_WITH_PEOPLE}
            AND (NOT wall_is_restricted(d.person_id) OR wall_reads_dossier(d.id)))""",
    )
    ask(
        "wall_holds_thread",
        "which uuid",
        "SELECT EXISTS (SELECT FROM public.support_referent t"
        " WHERE t.dossier_id = which AND t.user_id = wall_user() AND t.until_on IS NULL)",
    )
    ask(
        "wall_holds_thread_of",
        "whom uuid, theirs uuid",
        """SELECT EXISTS (SELECT FROM public.support_referent t
            JOIN public.support_dossier d ON d.id = t.dossier_id AND d.closed_on IS NULL
            WHERE t.person_id = whom AND d.organisation_id = theirs
            AND t.user_id = wall_user() AND t.until_on IS NULL)""",
    )
    for name, table, condition in (
        ("entry", "support_entry", _FOR_ALL_OR_MINE),
        ("document", "support_document", _CONFIDED),
    ):
        ask(
            f"wall_reads_{name}",
            "which uuid",
            f"SELECT EXISTS (SELECT FROM public.{table} WHERE id = which"
            f" AND {condition} AND wall_reads_dossier(dossier_id))",
        )
    ask(
        "wall_brought_in",
        "which uuid",
        f"""SELECT EXISTS (SELECT FROM public.support_caseloadimport i
            JOIN public.accounts_membership m ON m.organisation_id = i.organisation_id
            WHERE i.id = which AND {HELD_BY_ME}
            AND ({LEADS} OR m.role IN ('head_of_service', 'coordinator') AND i.started_by_id = m.user_id))""",
    )


def _open_to_partners() -> None:
    """What a partner's door reads, no further than what was agreed on: level, topics, pieces chosen one by one."""
    ask(
        "wall_chosen",
        "piece uuid, sort text, how_far integer",
        """SELECT EXISTS (SELECT FROM public.sharing_chosenitem o JOIN public.sharing_consent c ON c.id = o.consent_id
            WHERE o.object_id = piece AND o.kind = sort AND c.level >= how_far AND wall_opened_by(c.id))""",
    )
    of_dossier = (
        "SELECT wall_shared_as_far(d.person_id, d.organisation_id, how_far) FROM public.support_dossier d"
    )
    ask("wall_shared_dossier", "which uuid, how_far integer", f"{of_dossier} WHERE d.id = which")
    ask("wall_shared_goal", "which uuid", _SHARED_GOAL)
    ask(
        "wall_answered_by_shared",
        "item uuid",
        """SELECT EXISTS (SELECT FROM public.support_goal_answers a
            WHERE a.mapitem_id = item AND wall_shared_goal(a.goal_id))""",
    )
    ask(
        "wall_shared_document",
        "which uuid",
        f"SELECT EXISTS (SELECT FROM public.support_document WHERE id = which AND {_DOCUMENT_LEAVES})",
    )
    also_open(Dossier, "wall_shared_as_far(person_id, organisation_id, 10)")
    also_open(Referent, "wall_shared_dossier(dossier_id, 10)")
    also_open(Plan, "wall_shared_dossier(dossier_id, 30)")
    also_open(Goal, f"wall_shared_goal({KEY})")
    also_open(Step, "state <> 'abandoned' AND wall_shared_goal(goal_id)")
    also_open(StepReport, f"{BY_LINK} AND wall_is_my_link(guest_id)")
    also_open(MapItem, f"wall_answered_by_shared({KEY})")
    also_open(Entry, f"visibility = 'shareable' AND wall_chosen({KEY}, 'note', 40)")
    # What a peer mediator wrote, as long as they are let in.
    # By its column, which the index of a journal holds too: no function finds a row by its id while it is being
    # written, and whoever writes must see it.
    also_open(
        Entry, "author_id = (SELECT wall_user()) AND voice_id IS NOT NULL AND wall_lets_me_in(voice_id)"
    )
    also_open(Document, _DOCUMENT_LEAVES)
    also_open(DocumentVersion, "wall_shared_document(document_id)")
