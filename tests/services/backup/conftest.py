"""A backup directory of the test's own, and something to back up."""

import shutil

import pytest

from services.accounts import queries as account_queries
from services.accounts import signing_in
from services.edition.terms import Stage
from services.intake.terms import Mode
from services.store import engine as store
from tests.material import CAST, NOW, PASSWORD, row
from tests.services import examining, staging
from tests.services.backup import copies
from tests.worlds import shared


@pytest.fixture(autouse=True)
def backup_directory(tmp_path, monkeypatch):
    """Where the regular archives of this test lie."""
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    return tmp_path / "backups"


@pytest.fixture
def filled(database, cast):
    """A database in which a little of everything has happened."""
    filled_once(cast)
    return database


@pytest.fixture
def sqlite_filled(sqlite, cast):
    """The same on SQLite alone."""
    filled_once(cast)


def fill(cast):
    """Receive, correct, apply, replace, withdraw, pass and return; somebody is signed in, a ticket is open."""
    staging.recommending(cast)
    staging.bring(cast, "天门市", [row(n) for n in range(1, 4)])
    staging.bring(cast, "天门市", [row(n) for n in range(2, 5)], Mode.REPLACE)
    staging.receive(
        cast, "潜江市", [row(11), row(12, phones="12345", remark="含 \U0001f600 与 \\ 和 “引号”")]
    )
    staging.withdraw(cast, staging.cases("天门市")[0])
    staging.move_to(cast, Stage.EXAMINE)
    passed, returned = (case.id for case in staging.cases("天门市")[:2])
    examining.pass_it(cast, passed)
    examining.return_it(cast, returned)
    first = signing_in.sign_in("wang", PASSWORD, address="10.1.2.3", now=NOW)
    with store.work() as session:
        signing_in.redeem_ticket(session, ticket=first.ticket, address="10.1.2.3", now=NOW)
    signing_in.sign_in("li", PASSWORD, address="10.1.2.3", now=NOW)


filled_once = shared(fill)


@pytest.fixture(scope="session")
def archive_of_filled(sqlite_template, tmp_path_factory):
    """An archive of such a database, made once for the tests that only read it."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.copy(sqlite_template, folder / "test.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'test.db'}")
        patch.setenv("FILES_DIR", str(folder / "files"))
        with store.reading() as session:
            people = {name: account_queries.actor_named(session, name, "app") for name in CAST}
        fill(people)
        made = copies.make(folder / "a.zip")
        store.engine().dispose()
    return made.path
