"""A shared beginning is the same whether it is carried out or copied, and nothing written before it is lost."""

import pytest

from services.store import engine as store
from services.store import files
from services.store.models import Case, Submission
from tests.material import row
from tests.services import reviewing, staging

CITIES = {"天门市": (1, 2), "潜江市": (3,)}


def test_copied_beginning_is_the_one_that_was_carried_out(database, cast):
    first = reviewing.passed(cast, CITIES)

    assert _stands() == (first, 2)


def test_copied_beginning_again(database, cast):
    again = reviewing.passed(cast, CITIES)

    assert _stands() == (again, 2)
    staging.withdraw(cast, staging.cases()[0])
    assert len(staging.cases()) == 2


def test_what_was_written_before_stays(database, cast):
    extra = reviewing.recruit("extra")

    reviewing.passed(cast, CITIES)

    with store.reading() as session:
        assert reviewing.accounts.actor_named(session, "extra", "app") == extra


def test_what_was_written_before_a_closed_connection_stays(database, cast):
    extra = reviewing.recruit("extra")
    store.engine().dispose()

    reviewing.passed(cast, CITIES)

    with store.reading() as session:
        assert reviewing.accounts.actor_named(session, "extra", "app") == extra


@pytest.mark.parametrize("turn", [1, 2])
def test_beginning_follows_another(database, cast, turn):
    staging.recommending(cast)
    staging.bring(cast, "天门市", [row(1)])
    staging.bring(cast, "潜江市", [row(2)])

    assert [case.city for case in staging.cases()] == ["天门市", "潜江市"]


def test_beginning_after_another_one_is_another(database, cast):
    staging.recommending(cast)
    staging.bring(cast, "潜江市", [row(2)])

    assert [case.city for case in staging.cases()] == ["潜江市"]


def test_what_was_written_between_two_beginnings_stays(database, cast):
    staging.recommending(cast)
    staging.bring(cast, "天门市", [row(1)])
    staging.withdraw(cast, staging.cases("天门市")[0])

    staging.bring(cast, "潜江市", [row(2)])

    assert [case.city for case in staging.cases()] == ["潜江市"]


def _stands():
    """The ids of the cases, and how many of their files lie in the store."""
    kept = [one.file_sha256 for one in reviewing.stored(Submission)]
    return [one.id for one in reviewing.stored(Case)], sum(map(files.is_intact, kept))
