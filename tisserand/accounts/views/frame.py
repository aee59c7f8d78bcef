"""The frame of the administration pages: which tab is open, and whether one may change things or only look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tisserand.accounts.choices import Role


def administration_page(
    request: HttpRequest, section: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Draw a page of administration."""
    may_manage = request.actor.has_role(Role.ADMINISTRATOR)
    frame = {"section": section, "may_manage": may_manage}
    return render(request, f"accounts/{template}.html", frame | context)
