"""Loading is checking: whoever may not read the directory is told nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from tisserand.directory.policies import may_read_directory

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """Open a page to those who read the directory; others, once signed in, get 404."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read_directory(request.actor):  # type: ignore[attr-defined]
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped
