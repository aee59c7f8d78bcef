"""The door the web server opens."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# What was loaded to begin serves until the end: the collector has no need to go through it again and again.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
