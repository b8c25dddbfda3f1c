#!/usr/bin/env python
"""Django's command line, with the project's settings."""

import os
import sys

from django.core.management import execute_from_command_line

from cliniccontent import environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cliniccontent.settings")
    try:
        if sys.argv[1:2] == ["demo"]:
            environment.make_private_file()
        environment.load_file()
        execute_from_command_line(sys.argv)
    except environment.Misconfigured as problem:
        sys.exit(f"cliniccontent cannot start: {problem}")


if __name__ == "__main__":
    main()
