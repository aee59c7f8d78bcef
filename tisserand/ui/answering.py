"""What every page with a form does: show it, save once it holds, say so and go on; a stale save shows both versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tisserand.common.rows import StaleRevision
from tisserand.ui.conflicts import conflict_response


def answer_form(
    request: HttpRequest,
    form: Any,
    save: Callable[[], Any],
    *,
    template: str,
    context: Callable[[], dict[str, Any]],
    then: str | Callable[[], str],
    said: str = "",
    author: str = "",
) -> HttpResponse:
    """Show the form; once it holds, save, say `said` and go to `then`. A stale save shows both versions."""
    back = then if isinstance(then, str) else ""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                save()
        except StaleRevision as stale:
            return conflict_response(request, form, stale, author=author, back=back)
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            if said:
                messages.success(request, said)
            return redirect(back or then())  # type: ignore[operator]
    return render(request, template, context() | {"form": form})


def show_refusal(form: forms.Form, refusal: ValidationError) -> None:
    """What was refused, beside the field it is about, or at the top."""
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    for name, messages_of in by_field.items():
        for message in messages_of:
            form.add_error(name if name in form.fields else None, message)
