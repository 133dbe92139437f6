"""The WSGI entry point that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.config.settings")
application = get_wsgi_application()

# What was loaded so far lives as long as the process, and what a request makes is freed by counting references: looking for cycles after every few
# hundred objects, as Python does by itself, took a sixth of a page's time. Looking every fifty thousand keeps memory as flat.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
