"""The WSGI entry of the web processes."""

import atexit
import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.portal.settings")
application = get_wsgi_application()
# Import every page now: the web processes are copies of the one that did it, and the first visitor does not wait.
list(get_resolver().url_patterns)
# What is loaded stays: searching it for garbage again and again cost a tenth of every page.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 100)
# At the end it goes like all else: a library that finds its own things left over complains on the terminal, in 200 lines.
atexit.register(gc.unfreeze)
