"""The entry point for WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

from cliniccontent import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cliniccontent.settings")
environment.load_file()

application = get_wsgi_application()
