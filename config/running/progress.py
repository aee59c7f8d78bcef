"""Progress on stderr, one line per step: rewritten in place on a terminal, now and then elsewhere."""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from config.running.trouble import of_program

Note = Callable[[str], None]
EVERY_SECONDS = 10
LAST_LINES = 25


def say(text: str = "") -> None:
    """One line to the person at the keyboard; stdout stays free for results."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[Note]:
    """Show that `title` is going on, then how long it took; yields a function that says where it is."""
    live = sys.stderr.isatty()
    start, end = ("\r", "\x1b[K") if live else ("", "")
    started = said = monotonic()

    def note(text: str) -> None:
        nonlocal said
        if live:
            print(f"{start}  … {title} {text[:60]}{end}", end="", file=sys.stderr, flush=True)
        elif monotonic() - said > EVERY_SECONDS:
            said = monotonic()
            say(f"    {text[:70]}")

    if live:
        note("")
    else:
        say(f"  … {title}")
    try:
        yield note
    except BaseException:
        if live:
            say()
        raise
    say(f"{start}  ✓ {title} ({_seconds(monotonic() - started)}){end}")


def run(
    title: str,
    command: Sequence[str | Path],
    *,
    note: Note,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> None:
    """Run a program, show its lines as they come, and raise Trouble with its last words if it fails."""
    last: deque[str] = deque(maxlen=LAST_LINES)
    with subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        text=True,
        errors="replace",
    ) as program:
        try:
            for line in program.stdout or ():
                if line.strip():
                    last.append(line.rstrip())
                    note(line.strip())
        except BaseException:
            program.terminate()
            raise
    if program.returncode:
        raise of_program(title, "\n".join(last))


def _seconds(duration: float) -> str:
    return f"{duration:.1f} s".replace(".", ",") if duration < 10 else f"{duration:.0f} s"
