"""A note as pages show it: its words and its dates made ready once, for a page holds many of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from tisserand.common.clock import in_paris
from tisserand.support.choices import EntryKind, Visibility
from tisserand.support.models import Entry
from tisserand.support.templatetags.notes import kind_look
from tisserand.ui.templatetags.words import date_fr

LABELS = {kind.value: kind.label[:1].upper() + kind.label[1:] for kind in EntryKind}


class ShownNote:
    """A note, for someone who may read it: `reader_id` says whether it is theirs to correct."""

    def __init__(self, entry: Entry, reader_id: UUID | None) -> None:
        there, written = in_paris(entry.happened_at), in_paris(entry.created_at)
        self.entry, self.pk, self.kind = entry, entry.pk, entry.kind
        self.title, self.when, self.day = (
            LABELS.get(entry.kind, entry.kind),
            date_fr(there, "time"),
            there.date(),
        )
        self.by = entry.author.get_full_name()
        look = kind_look(entry.kind)
        # What the `event` component asks for.
        self.event = {
            "id": f"note-{entry.pk}",
            "title": self.title,
            "when": self.when,
            "datetime": there.isoformat(),
            "icon": look.icon,
            "tone": look.tone,
            "by": self.by,
        }
        self.is_incident = entry.kind == EntryKind.INCIDENT
        self.is_private = entry.visibility == Visibility.AUTHOR
        self.is_of_a_peer = entry.voice_id is not None
        self.is_shareable = entry.visibility == Visibility.SHAREABLE
        self.written_late = date_fr(written, "time") if written.date() != self.day else ""
        self.last = next(iter(entry.earlier), None)  # type: ignore[attr-defined]
        self.is_mine = entry.author_id == reader_id
        self.has_chips = self.is_incident or self.is_private or self.is_shareable or self.is_of_a_peer
        self.has_chips = self.has_chips or entry.from_person or entry.person_present
        self.has_facts = bool(entry.present or self.written_late or self.last or self.is_mine)
        self.is_tied = bool(entry.tied_goals or entry.tied_steps)  # type: ignore[attr-defined]


def shown(entries: Iterable[Entry], reader_id: UUID | None) -> list[ShownNote]:
    """The notes, as they come."""
    return [ShownNote(entry, reader_id) for entry in entries]


def by_month(notes: Iterable[ShownNote]) -> list[tuple[Any, list[ShownNote]]]:
    """The notes, month by month, as they come."""
    return [(month, list(rows)) for month, rows in groupby(notes, key=lambda note: note.day.replace(day=1))]
