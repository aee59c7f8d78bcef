"""Is Tisserand well: the database answers, a worker is alive, which version runs. For monitors and the launcher."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.models import Max
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from procrastinate.contrib.django.models import ProcrastinateWorker

from config.env import VERSION
from tisserand.common.clock import now
from tisserand.support.files import antivirus

# A worker says it is alive every ten seconds.
WORKER_SILENCE = timedelta(seconds=60)


@never_cache
@login_not_required
@transaction.non_atomic_requests
def health(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, 503 when the database is silent.

    `degraded` rather than `ok`: no worker, or the antivirus that is configured, answers.
    """
    try:
        worker = _worker()
    except DatabaseError:
        connection.close()
        return JsonResponse(
            {"status": "down", "database": "down", "worker": None, "version": VERSION}, status=503
        )
    scans = _antivirus()
    status = "ok" if worker["status"] == "ok" and scans != "silent" else "degraded"
    return JsonResponse(
        {"status": status, "database": "ok", "worker": worker, "antivirus": scans, "version": VERSION}
    )


def _antivirus() -> str:
    """`absent`: nobody looks for viruses here; `silent`: files handed in wait."""
    if not antivirus.is_configured():
        return "absent"
    return "ok" if antivirus.answers() else "silent"


def _worker() -> dict[str, Any]:
    heartbeat = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    if heartbeat is None:
        return {"status": "absent", "heartbeat": None}
    status = "ok" if now() - heartbeat < WORKER_SILENCE else "silent"
    return {"status": status, "heartbeat": heartbeat.isoformat()}
