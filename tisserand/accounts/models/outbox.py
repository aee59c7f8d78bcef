"""Mail of the demonstration: kept in a page instead of being sent."""

from django.db import models

from tisserand.common.rows import Row


class OutboxMessage(Row):
    """A message that would have been sent. Written only when no mail server is configured."""

    to = models.CharField("à", max_length=255)
    subject = models.CharField("objet", max_length=255)
    body = models.TextField("message")

    class Meta:
        verbose_name = "message"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.subject
