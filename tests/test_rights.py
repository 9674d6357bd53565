"""Nothing is left out of the table of rights, and the program's own table says the same."""

import importlib
import inspect
import pkgutil

import pytest

import services
from services.edition.rules import may
from services.export.drafting import ACTS
from services.export.terms import ExportKind
from services.terms import Role
from tests import rights
from ui.screens import SCREENS

WRITERS = ("actions", "applying", "enrolling", "signing_in")


def actions():
    """Every function of the product that does something for somebody: capability and name."""
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if module.name.rpartition(".")[2] in WRITERS:
            capability = ".".join(module.name.split(".")[1:-1])
            for name, function in vars(importlib.import_module(module.name)).items():
                if _acts(function, module.name) and not name.startswith("_"):
                    yield f"{capability}.{name}"


def _acts(function, module):
    return (
        inspect.isfunction(function)
        and function.__module__ == module
        and {"session", "actor"} <= set(inspect.signature(function).parameters)
    )


def test_every_action_is_in_the_table():
    assert sorted(actions()) == sorted({*rights.ACTIONS, *rights.OWN})


def test_every_page_is_in_the_table():
    assert sorted(screen.file for screen in SCREENS) == sorted(rights.PAGES)


def test_every_export_is_in_the_table():
    assert sorted(kind.value for kind in ExportKind) == sorted(rights.EXPORTS)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.file)
def test_page_is_for_the_roles_of_the_table(screen):
    roles = {role for role in Role if screen.act is None or may(role, screen.act)}

    assert roles == set(rights.PAGES[screen.file])


@pytest.mark.parametrize("kind", ExportKind)
def test_export_is_for_the_roles_of_the_table(kind):
    assert {role for role in Role if may(role, ACTS[kind])} == set(rights.EXPORTS[kind.value])
