"""`bin/tisserand run`, for real: it serves, refuses with a sentence, stops cleanly, and gets up after a kill."""

import os
import signal
import socket
import subprocess
from time import monotonic

import pytest

from config.running import claim, place
from tests.launch.place import BIN, Place, free_port

pytestmark = [pytest.mark.launch, pytest.mark.xdist_group("launch")]


@pytest.fixture(scope="module")
def somewhere(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("run") / "home")


@pytest.fixture
def elsewhere(tmp_path):
    return Place(tmp_path / "home")


def test_it_serves_alone_quickly_and_stops(somewhere):
    with somewhere.started() as program:
        assert somewhere.health()["database"] == "ok"
        assert "Tisserand tourne déjà avec ce dossier" in somewhere.refused(PORT=str(free_port()))
        headers = somewhere.headers_of_a_script()
        assert headers["content-encoding"] == "br"
        assert "immutable" in headers["cache-control"]
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 0
    assert somewhere.left_running() == []


def test_it_gets_up_after_a_kill(somewhere):
    with somewhere.started() as killed:
        killed.kill()
        killed.wait()
        started = monotonic()
        with somewhere.started():
            assert monotonic() - started < 30
            assert somewhere.health()["database"] == "ok"
    assert somewhere.left_running() == []


def test_busy_port(elsewhere):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", elsewhere.port))
        taken.listen()
        assert f"Le port {elsewhere.port} est déjà pris" in elsewhere.refused()


@pytest.mark.parametrize("port", ["0", "70000", "web"])
def test_impossible_port(elsewhere, port):
    assert "PORT doit être un nombre" in elsewhere.refused(PORT=port)


def test_unreachable_database(elsewhere):
    url = f"postgres://compte:secret@127.0.0.1:{free_port()}/base"
    said = elsewhere.refused(DATABASE_URL=url)
    assert "La base de données de DATABASE_URL ne répond pas" in said
    assert "secret" not in said


def test_something_else_than_a_database(elsewhere):
    assert "DATABASE_URL doit nommer une base PostgreSQL" in elsewhere.refused(DATABASE_URL="sqlite:///base")


def test_a_home_that_cannot_be(elsewhere, tmp_path):
    (tmp_path / "fichier").touch()
    said = elsewhere.refused(TISSERAND_HOME=str(tmp_path / "fichier" / "dossier"))
    assert "Un fichier se trouve là où il faut un dossier" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_one_may_not_write(elsewhere, tmp_path):
    elsewhere.home.mkdir(mode=0o500)
    assert "Permission refusée" in elsewhere.refused()


def test_a_full_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(claim.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 3 * 2**20}))
    with pytest.raises(claim.Trouble, match="Le disque est plein : il reste 3 Mo"), claim.claimed(tmp_path):
        pass


def test_a_command_speaks_on_stdout_alone(elsewhere):
    done = subprocess.run(
        [*BIN, "manage", "version"], env=elsewhere.env(), capture_output=True, text=True, check=True, cwd="/"
    )
    assert done.stdout.strip().replace(".", "").isdecimal()
    assert elsewhere.left_running() == []


def test_a_command_that_fails_says_so(elsewhere):
    done = subprocess.run([*BIN, "manage", "inconnue"], env=elsewhere.env(), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.parametrize("asked", [["help"], ["run", "--help"], ["run", "-h"]])
def test_help_needs_nothing(asked):
    done = subprocess.run([*BIN, *asked], capture_output=True, text=True, check=True)
    assert "caseload import" in done.stdout
    assert place.DEFAULT_PORT == 8000


def test_what_run_does_not_know_starts_nothing(elsewhere):
    done = subprocess.run(
        [*BIN, "run", "--port", "8080"], env=elsewhere.env(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "PORT=8080 bin/tisserand run" in done.stdout + done.stderr
    assert not elsewhere.home.exists()
