"""Runs ``manage.py`` in a process that has it loaded already, whole or up to a place where it is held."""

import sys
import time
from importlib import import_module

import manage

_HELD_SECONDS = 60


def run(_line, *arguments):
    """Run a command to its end."""
    sys.argv = ["manage.py", *arguments]
    manage.main()


def run_until(line, place, *arguments):
    """Run a command; where it reaches the place, say so and wait there for the end.

    A place is the name of a function: its module, what holds it there, itself.
    """
    module, holder, function = place

    def held(*_, **__):
        line.send("reached")
        time.sleep(_HELD_SECONDS)

    setattr(getattr(import_module(module), holder), function, held)
    run(line, *arguments)
