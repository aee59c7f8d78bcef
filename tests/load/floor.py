"""The floor: what a bare Django view costs on this machine. A session, an account, fifty rows of one table, a template.

Served by the same web server, on the same database, as the product; it lives here and in no address of the product.
"""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.load.floor_settings"

from django.contrib.auth.decorators import login_required
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

application = get_wsgi_application()

from tisserand.accounts.models import Organisation  # noqa: E402

ROWS = 50


@login_required
def floor(request: HttpRequest) -> HttpResponse:
    """Fifty rows, as a first page of a tutorial would list them."""
    rows = Organisation.objects.order_by("slug")[:ROWS]
    return render(request, "floor.html", {"rows": rows})


urlpatterns = [path("", floor)]
