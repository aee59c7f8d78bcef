"""What a handover leaves in the journal: its summary, corrected while it may be, and its undoing."""

from __future__ import annotations

from datetime import datetime

from tisserand.accounts.actors import Actor
from tisserand.support.choices import EntryKind
from tisserand.support.models import Entry, EntryVersion, Handover
from tisserand.support.models.handover import BLOCKS
from tisserand.ui.templatetags.words import date_fr


def body_of(handover: Handover) -> str:
    """The note: who hands what to whom, then the blocks that say something, each under its heading."""
    giver = f"de {handover.giver} " if handover.giver else ""
    head = f"Relais {giver}à {handover.receiver}, le {date_fr(handover.takes_effect_on)}."
    how = (
        "Résumé relu." if handover.written_at else "Résumé écrit à partir de ce qui est noté, sans relecture."
    )
    blocks = [_block(handover, name) for name in BLOCKS if getattr(handover, name)]
    return "\n\n".join([f"{head} {how}", *blocks])


def heading_of(name: str) -> str:
    """« Ce qui compte pour la personne »."""
    heading = str(Handover._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return f"{heading[:1].upper()}{heading[1:]}"


def _block(handover: Handover, name: str) -> str:
    return f"{heading_of(name)}\n{getattr(handover, name)}"


def write_summary_entry(handover: Handover, now: datetime) -> Entry:
    """Keep the summary in the journal, under the name of who went over it, or decided the handover."""
    author_id = handover.written_by_id or handover.proposed_by_id
    return _write(handover, author_id, body_of(handover), now)


def note_undoing(handover: Handover, actor: Actor, now: datetime) -> Entry:
    """The summary stays where it is read; the next note says that the thread went back."""
    back = f"{handover.giver} garde le fil." if handover.giver else "Le dossier n’a plus de référent·e."
    why = f" {handover.outcome}" if handover.outcome else ""
    return _write(
        handover, actor.user_id, f"Le relais vers {handover.receiver} est défait : {back}{why}", now
    )


def correct_summary(handover: Handover, actor: Actor, now: datetime) -> None:
    """Say in the journal what the summary says now; what it said before is kept."""
    entry = handover.entry
    body = body_of(handover)
    if entry is None or entry.body == body:
        return
    EntryVersion.objects.create(
        entry=entry,
        person_id=entry.person_id,
        body=entry.body,
        kind=entry.kind,
        visibility=entry.visibility,
        happened_at=entry.happened_at,
        replaced_by_id=actor.user_id,
        created_at=now,
    )
    entry.body = body
    entry.save_gesture("body")


def _write(handover: Handover, author_id: object, body: str, now: datetime) -> Entry:
    return Entry.objects.create(
        dossier_id=handover.dossier_id,
        person_id=handover.person_id,
        author_id=author_id,
        kind=EntryKind.HANDOVER,
        body=body,
        happened_at=now,
        created_at=now,
    )
