"""Sessions kept in the database, as Django keeps them; read without building a query and a row for each request."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

OPEN = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Asked at each request: a session ended elsewhere opens nothing more."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing once it is over."""
        with connection.cursor() as cursor:
            cursor.execute(OPEN, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])
