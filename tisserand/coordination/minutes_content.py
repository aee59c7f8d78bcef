"""What the minutes hold, as one value: kept as it was given to read, and read within what each may see."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from tisserand.coordination.models import AgendaItem, Conference, Decision, Minutes
from tisserand.coordination.queries.conferences import points_of, table_of
from tisserand.coordination.seen import NO_POINT, Point, Sees, in_order, point_of

Content = dict[str, Any]


def minutes_content(conference: Conference) -> Content:
    """Of a meeting as it stands. No name of anyone: who was there is told by id, and named where it may be."""
    items = in_order(points_of(conference))
    loose = Decision.objects.filter(conference=conference, item=None)
    return {
        "kind": conference.get_kind_display(),
        "purpose": conference.purpose,
        "held_at": (conference.opened_at or conference.fixed_at).isoformat(),  # type: ignore[union-attr]
        "place": conference.place,
        "stance": conference.stance,
        "without_reason": conference.without_reason,
        "told": conference.told,
        "attendees": [
            {"id": str(who.pk), "seat": who.seat, "presence": who.presence, "leads": who.leads}
            for who in table_of(conference)
        ],
        "items": [_item(item) for item in items],
        "more": conference.said_more,
        "decisions": [_decision(each) for each in loose],
    }


def _item(item: AgendaItem) -> Content:
    point = point_of(item)
    return {
        "id": str(item.pk),
        "words": item.words,
        "topics": list(point.topics),
        "of_plan": point.is_of_plan,
        "for_relatives": point.is_for_relatives,
        "said": item.said,
        "decisions": [_decision(each) for each in item.decisions.all()],
    }


def _decision(decision: Decision) -> Content:
    return {
        "id": str(decision.pk),
        "words": decision.words,
        "owner": str(decision.owner_id) if decision.owner_id else "",
        "due_on": decision.due_on.isoformat() if decision.due_on else "",
    }


def digest_of(content: Content) -> str:
    """SHA-256 of the content, in one spelling."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def holds(minutes: Minutes) -> bool:
    """Whether the kept content still has its digest."""
    return digest_of(minutes.content) == minutes.digest


def seen_by(content: Content, sees: Sees) -> Content:
    """The part of it that these eyes may see: same words, fewer points."""
    sees_rest = sees(NO_POINT)
    shown = {
        "items": [item for item in content["items"] if sees(_point(item))],
        "more": content["more"] if sees_rest else "",
        "decisions": content["decisions"] if sees_rest else [],
    }
    if not sees_rest:
        # Why it took place without the person's agreement may tell of what is not open to them.
        shown |= {"without_reason": "", "told": ""}
    return content | shown


def _point(item: Content) -> Point:
    return Point(tuple(item["topics"]), item["of_plan"], item["for_relatives"])
