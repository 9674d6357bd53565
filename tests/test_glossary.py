"""One word for one thing: every label a person reads stands in the glossary."""

import importlib
import pkgutil
from pathlib import Path

import services
from services.terms import Term

GLOSSARY = (Path(__file__).parents[1] / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_glossary_has_every_label():
    missing = [
        f"{term.value} {term.label}"
        for term in _terms()
        if f"| {term.value} | {term.label} |" not in GLOSSARY
    ]

    assert missing == []


def _terms():
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if module.name.endswith(".terms") or module.name == "services.findings":
            importlib.import_module(module.name)
    return [term for kind in _subclasses(Term) for term in kind]


def _subclasses(kind):
    for sub in kind.__subclasses__():
        yield sub
        yield from _subclasses(sub)
