"""Threads and messages: read by those around the dossier, and by partners while an agreement covers their topic.

See `common.walls`.
"""

from tisserand.common.walls import also_open, ask, guard
from tisserand.coordination.models import KeptAs, Mention, Message, Thread, ThreadReading
from tisserand.sharing.choices import Topic


def register() -> None:
    """Say of every table of this room who sees its rows."""
    ask(
        "wall_shared_thread",
        "whom uuid, theirs uuid, what text",
        f"""SELECT EXISTS (SELECT FROM public.sharing_consent c
            WHERE c.person_id = whom AND c.organisation_id = theirs AND c.level >= 20 AND wall_opened_by(c.id)
            AND (what = ANY(c.topics) OR cardinality(c.topics) >= {len(Topic)}))""",
    )
    shared = "reach = 'shareable' AND wall_shared_thread(person_id, organisation_id, topic)"
    ask(
        "wall_reads_thread",
        "which uuid",
        f"""SELECT EXISTS (SELECT FROM public.coordination_thread
            WHERE id = which AND (wall_reads_dossier(dossier_id) OR {shared}))""",
    )
    ask(
        "wall_reads_message",
        "which uuid",
        "SELECT wall_reads_thread(w.thread_id) FROM public.coordination_message w WHERE w.id = which",
    )
    ask(
        "wall_reads_message_at_home",
        "which uuid",
        """SELECT EXISTS (SELECT FROM public.coordination_message w
            JOIN public.coordination_thread t ON t.id = w.thread_id
            WHERE w.id = which AND wall_reads_dossier(t.dossier_id))""",
    )
    guard(Thread, "wall_reads_dossier(dossier_id)")
    also_open(Thread, shared)
    for model in (Message, ThreadReading):
        guard(model, "wall_reads_thread(thread_id)")
    guard(Mention, "wall_reads_message(message_id)")
    # What became of it stands in the dossier.
    guard(KeptAs, "wall_reads_message_at_home(message_id)")
