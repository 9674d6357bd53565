"""A process that is killed loses nothing it had acknowledged, and leaves nothing half done."""

import shutil
import urllib.error
import urllib.request

import pytest

from services.store import engine as store
from tests.e2e.server import environment, served
from tests.soak import killing
from ui.session import COOKIE

JOBS = ("import", "save")


@pytest.mark.parametrize("job", JOBS)
def test_killed_process_loses_no_acknowledged_save(database, cast, job):
    killing.furnish(cast)

    saves, wrong = killing.campaign(job, 1_000, 5)

    assert wrong == []
    assert saves


@pytest.mark.soak
@pytest.mark.parametrize("seed", [10_000, 20_000])
@pytest.mark.parametrize("job", JOBS)
def test_many_killed_processes_lose_no_acknowledged_save(database, cast, job, seed):
    killing.furnish(cast)

    saves, wrong = killing.campaign(job, seed, 50)

    print(f"{database}: 50 processes killed in {job}, {saves} acknowledged saves")
    assert wrong == []
    # Enough of them to have lost one; how many a busy machine makes is not the question.
    assert saves > 25


def test_killed_while_it_makes_the_database(blank):
    assert killing.preparations(1_000, 1, blank) == [[]]


@pytest.mark.soak
def test_killed_many_times_while_it_makes_the_database(blank):
    assert killing.preparations(10_000, 20, blank) == [[]] * 20


def test_server_starts_on_what_a_killed_process_left(sqlite, cast, databases, tmp_path, monkeypatch):
    shutil.copy(databases / "test.db", tmp_path / "app.db")
    for name in ("DATABASE_URL", "FILES_DIR"):
        monkeypatch.setenv(name, environment(tmp_path)[name])
    killing.furnish(cast)
    store.engine().dispose()
    acknowledged = killing.killed("import", 2_000)

    with served(tmp_path) as site, pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(
            urllib.request.Request(f"{site.address}/media/x.xlsx", headers={"Cookie": f"{COOKIE}=nobody"})
        )

    # It asked the database who this is; one it cannot read would be a 503.
    assert refused.value.code == 401
    assert killing.goes_on(acknowledged) == []
