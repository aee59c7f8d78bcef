"""Identifiers made by the application, so that a tablet offline can create rows too."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def new_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562): sorts by time of creation, tells nothing of the person."""
    return _uuid7()
