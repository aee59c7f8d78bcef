"""What those around one person say to one another."""

from tisserand.coordination.models.message import KeptAs, Mention, Message
from tisserand.coordination.models.notice import Notice
from tisserand.coordination.models.thread import Thread, ThreadReading

__all__ = ["KeptAs", "Mention", "Message", "Notice", "Thread", "ThreadReading"]
