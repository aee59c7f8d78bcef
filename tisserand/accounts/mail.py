"""Messages to those who work: posted through the mail server, or kept in a page of the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from tisserand.accounts.models import OutboxMessage


class MailNotSent(Exception):
    """The mail server did not take the message."""


class OutboxBackend(BaseEmailBackend):
    """Keep messages instead of sending them, so that a newcomer can follow an invitation to its end."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message to the outbox."""
        for message in email_messages:
            OutboxMessage.objects.create(
                to=", ".join(message.to), subject=str(message.subject)[:255], body=str(message.body)
            )
        return len(email_messages)


def leaves_the_house() -> bool:
    """Whether a mail server is configured: otherwise messages stay here, and nobody outside reads them."""
    return f"{__name__}.{OutboxBackend.__name__}" != settings.EMAIL_BACKEND


def post(name: str, to: str, context: dict[str, Any]) -> None:
    """Send the message whose words are in `accounts/email/<name>_subject.txt` and `<name>_message.txt`."""
    subject = render_to_string(f"accounts/email/{name}_subject.txt", context).strip()
    message = render_to_string(f"accounts/email/{name}_message.txt", context)
    try:
        send_mail(subject, message, from_email=None, recipient_list=[to])
    except (OSError, SMTPException) as error:
        raise MailNotSent from error
