"""`make bench`: fill a database of its own, serve it, measure the pages of every day, write what was found.

SIZES=10000,100000 for a quick one; PART=directory for the directory alone; BENCH_HOME: where the database stands
meanwhile; BENCH_RESULTS: where the tables go.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

HOME = Path(os.environ.get("BENCH_HOME") or tempfile.mkdtemp(prefix="tisserand-bench-"))
RESULTS = Path(os.environ.get("BENCH_RESULTS") or "test-results")
SIZES = [int(size) for size in (os.environ.get("SIZES") or "10000,100000,1000000").split(",")]
PART = os.environ.get("PART") or ""
TIMES = int(os.environ.get("TIMES") or 40)

os.environ |= {
    "TISSERAND_HOME": str(HOME),
    "TISSERAND_DEMO": "no",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    # A bench lasts longer than anyone stays idle.
    "TISSERAND_IDLE_MINUTES": "600",
}
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402

from config.database import running_database  # noqa: E402


def main() -> int:
    """Everything, then leave nothing behind but the results."""
    try:
        with ExitStack() as stack:
            stack.enter_context(running_database())
            subprocess.run([sys.executable, "-m", "config.running.prepare"], check=True)
            django.setup()
            from tests.load.running import run, run_directory  # noqa: PLC0415 (once Django is there)

            if PART == "directory":
                run_directory(times=TIMES, home=HOME, results=RESULTS)
            else:
                run(SIZES, times=TIMES, home=HOME, results=RESULTS)
    finally:
        if "BENCH_HOME" not in os.environ:
            shutil.rmtree(HOME, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
