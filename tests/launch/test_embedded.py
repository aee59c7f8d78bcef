"""The embedded server: found again, shared, stopped by the last to leave, started whatever a crash left."""

import os
import signal
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest

from config.embedded import LONGEST_SOCKET, Embedded

pytestmark = pytest.mark.launch


def server_of(folder: Path, *, durable: bool = False) -> Embedded:
    return Embedded(folder / "postgres", log=folder / "logs" / "postgres.log", durable=durable)


def ask(server: Embedded, question: str = "SELECT 'É'") -> str:
    with psycopg.connect(host=str(server.socket_folder), user="postgres", dbname="essai") as connection:
        return connection.execute(question).fetchone()[0]


@pytest.fixture
def server(tmp_path):
    return server_of(tmp_path)


def pid_of(server: Embedded) -> int:
    return int((server.folder / "postmaster.pid").read_text().split()[0])


def wait_for_the_end_of(pid: int) -> None:
    deadline = monotonic() + 10
    while monotonic() < deadline:
        try:
            os.waitpid(pid, os.WNOHANG)
            os.kill(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            return
        sleep(0.02)
    raise AssertionError(f"{pid} still runs")


def test_the_last_to_leave_stops_it(server):
    other = server_of(server.folder.parent)
    with server.kept_up("essai"):
        pid = pid_of(server)
        with other.kept_up():
            assert pid_of(other) == pid
        assert ask(server) == "É"
    assert not (server.folder / "postmaster.pid").exists()


def test_accents_have_capitals_whatever_the_machine_speaks(server):
    with server.kept_up("essai"):
        assert ask(server, "SELECT lower('ÉÇŒ')") == "éçœ"


def test_a_path_too_long_for_a_socket(tmp_path):
    folder = tmp_path.joinpath(*["un-dossier-au-nom-interminable"] * 4)
    folder.mkdir(parents=True)
    server = server_of(folder)
    assert len(str(server.folder)) > LONGEST_SOCKET
    with server.kept_up("essai"):
        assert ask(server) == "É"
    server.socket_folder.rmdir()


def test_a_crash_loses_nothing_committed(tmp_path):
    server = server_of(tmp_path, durable=True)
    with server.kept_up("essai"):
        with psycopg.connect(host=str(server.socket_folder), user="postgres", dbname="essai") as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'gardé' AS word")
        pid = pid_of(server)
        os.kill(pid, signal.SIGKILL)
        wait_for_the_end_of(pid)
    assert (server.folder / "postmaster.pid").exists()
    with server_of(server.folder.parent).kept_up("essai"):
        assert ask(server, "SELECT word FROM kept") == "gardé"


def test_a_pid_file_whose_number_is_now_another_program(server):
    with server.kept_up("essai"):
        left_behind = (server.folder / "postmaster.pid").read_text().split("\n")
    (server.folder / "postmaster.pid").write_text("\n".join([str(os.getppid()), *left_behind[1:]]))
    with server_of(server.folder.parent).kept_up("essai"):
        assert ask(server) == "É"


def test_the_log_repeats_nothing_that_was_written(server):
    with (
        server.kept_up("essai"),
        psycopg.connect(
            host=str(server.socket_folder), user="postgres", dbname="essai", autocommit=True
        ) as connection,
    ):
        connection.execute("CREATE TABLE people (name text UNIQUE)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('Nadia'), ('Nadia')")
    assert "Nadia" not in server.log.read_text()
