"""Logs name nobody: neither addresses visited, nor searches, nor what an error quotes."""

import json
import logging
from io import StringIO

import pytest
from django.urls import reverse

from config import logging as logs


@pytest.fixture
def lines():
    """What is written while the test runs, line by line."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    formatter = logs.LOGGING["formatters"]["json"]
    handler.setFormatter(
        formatter["()"](foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"])
    )
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_request_is_a_route_not_an_address(client, lines):
    client.get(reverse("health"), {"q": "Nadia"})
    said = [line for line in lines() if line["event"] == "request"]
    assert said[0]["route"] == "health"
    assert "Nadia" not in json.dumps(said)


@pytest.mark.django_db
def test_a_page_not_found_keeps_its_address_to_itself(client, lines):
    client.get("/personnes/nadia-belkacem/")
    assert "nadia" not in json.dumps(lines())


def test_an_error_tells_where_and_not_what(lines):
    try:
        raise ValueError("Nadia Belkacem, 06 00 00 00 00")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/personnes/nadia/")
    (said,) = lines()
    assert "adia" not in json.dumps(said)
    assert said["error"] == "builtins.ValueError"
    assert any("test_logs.py" in frame for frame in said["where"])


def test_a_task_keeps_its_arguments_to_itself(lines):
    logging.getLogger("procrastinate.worker").warning("Job import[3](name='Nadia') ended with status: Error")
    (said,) = lines()
    assert said["event"] == "Job import[3](…) ended with status: Error"
