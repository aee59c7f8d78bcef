"""The health page says what a monitor must know, and nothing of anyone."""

import pytest
from django.db import OperationalError
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateWorker

from config import health
from config.env import VERSION
from tests.clamd import fake_clamd
from tisserand.common.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(settings):
    settings.PROCRASTINATE_READONLY_MODELS = False
    return lambda **lag: ProcrastinateWorker.objects.create(
        last_heartbeat=now() - health.WORKER_SILENCE * lag["by"]
    )


def test_well(client, worker):
    worker(by=0)
    answer = client.get(reverse("health"))
    assert answer.status_code == 200
    assert answer.json() | {"worker": answer.json()["worker"]["status"]} == {
        "status": "ok",
        "database": "ok",
        "worker": "ok",
        "antivirus": "absent",
        "version": VERSION,
    }


@pytest.mark.parametrize(("heartbeats", "said"), [([], "absent"), ([2], "silent")])
def test_degraded_without_a_worker(client, worker, heartbeats, said):
    for by in heartbeats:
        worker(by=by)
    answer = client.get(reverse("health")).json()
    assert (answer["status"], answer["worker"]["status"]) == ("degraded", said)


@pytest.mark.parametrize(
    ("clamd", "said"), [("answers", ("ok", "ok")), ("tcp://127.0.0.1:1", ("degraded", "silent"))]
)
def test_an_antivirus_that_is_silent_is_told(client, worker, settings, clamd, said):
    worker(by=0)
    with fake_clamd() as server:
        settings.CLAMD = server.address if clamd == "answers" else clamd
        answer = client.get(reverse("health")).json()
    assert (answer["status"], answer["antivirus"]) == said


def test_down_without_a_database(client, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(health, "_worker", refuse)
    monkeypatch.setattr(health.connection, "close", lambda: None)
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
