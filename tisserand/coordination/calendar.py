"""A fixed meeting for one's calendar (RFC 5545): when, how long. Calendars travel: neither name nor place is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import Http404, HttpResponse

from tisserand.common.clock import now
from tisserand.coordination.models import Conference

WORDS = "Réunion (voir Tisserand)"


def calendar_of(conference: Conference, *, made_at: datetime) -> str:
    """One event, in lines of at most 75 octets ended as the RFC asks."""
    starts_at = conference.fixed_at
    if starts_at is None:
        raise Http404
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tisserand//Tisserand//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{conference.pk}",
        f"DTSTAMP:{_moment(made_at)}",
        f"SEQUENCE:{conference.revision}",
        f"DTSTART:{_moment(starts_at)}",
        f"DTEND:{_moment(starts_at + timedelta(minutes=conference.lasts_minutes))}",
        f"SUMMARY:{WORDS}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def calendar_file(conference: Conference) -> HttpResponse:
    """The file, under a name that names nobody, kept by no cache."""
    headers = {"Content-Disposition": 'attachment; filename="reunion.ics"', "Cache-Control": "no-store"}
    text = calendar_of(conference, made_at=now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
