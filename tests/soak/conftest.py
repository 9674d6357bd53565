"""New databases, one after another."""

from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import create_engine, text

from services.store import engine as store


@pytest.fixture(params=["sqlite", "postgresql"])
def blank(request, tmp_path, monkeypatch):
    """Make one new database after another, with nothing in it."""
    numbers = count()

    @contextmanager
    def make():
        name = f"blank_{abs(hash(tmp_path)):x}_{next(numbers)}"
        if request.param == "sqlite":
            monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / name}.db")
            yield
            return
        base = request.getfixturevalue("postgres")
        _execute(base, f"CREATE DATABASE {name}")
        monkeypatch.setenv("DATABASE_URL", base.replace("/postgres?", f"/{name}?"))
        yield
        store.engine().dispose()
        _execute(base, f"DROP DATABASE {name} WITH (FORCE)")

    return make


def _execute(url, statement):
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
