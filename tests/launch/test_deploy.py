"""With the settings of a real installation, Django's own examination finds nothing to say."""

import os
import subprocess
import sys

from config.env import ROOT

REAL = {
    "TISSERAND_DEMO": "False",
    "TISSERAND_HTTPS": "True",
    "TISSERAND_HOSTS": "tisserand.exemple.fr",
    "TISSERAND_EMAIL_URL": "smtp+tls://compte:secret@courrier.exemple.fr:587",
}
# The journeys allow themselves what an installation must not: theirs stays theirs.
HERE = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def test_check_deploy_is_clean(tmp_path):
    examined = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=HERE | REAL | {"TISSERAND_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert examined.returncode == 0, examined.stderr
