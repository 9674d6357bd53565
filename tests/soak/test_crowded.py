"""Fifty who save score sheets at once lose nothing and are refused nothing, from several processes too."""

import time
from collections import Counter
from contextlib import ExitStack

import pytest
from sqlmodel import select

from services.store import engine as store
from services.store.models import Account
from services.store.review_models import Reviewer, Sheet, SheetVersion
from tests.processes import started
from tests.services import reviewing
from tests.soak.writer import write_all

FIFTY = 50
# Tabs at one sheet, so that writers meet.
TABS = 10


@pytest.fixture
def desks(database, cast):
    """Fifty reviewers with two cases each in an open round: who sits where, and the cases on the desk."""
    cases = reviewing.passed(cast)
    people = [reviewing.recruit(f"reviewer{number:02}") for number in range(FIFTY)]
    reviewing.open_round(cast, cases, *(reviewing.register(actor) for actor in people))
    store.engine().dispose()
    return [(actor.username, cases) for actor in people]


@pytest.fixture
def tabs(desks):
    """Fifty tabs, ten of them at each of five sheets."""
    return [(name, cases[:1]) for name, cases in desks[: FIFTY // TABS] for _ in range(TABS)]


def crowd(desks, processes, saves):
    """What all of them were told, and how many seconds it took them. Tabs at one sheet are in every process."""
    with ExitStack() as running:
        writers = [
            running.enter_context(started(write_all, saves, place, desks[place::processes]))
            for place in range(processes)
        ]
        assert [writer.hear() for writer in writers] == ["ready"] * processes
        began = time.perf_counter()
        for writer in writers:
            writer.say("begin")
        told = [writer.hear() for writer in writers]
        lasted = time.perf_counter() - began
    return {kind: [one for each in told for one in each[kind]] for kind in told[0]}, lasted


def kept():
    """Every version of every sheet that is stored, as the one who saved it would be told."""
    return _stored(
        select(
            Account.username, Sheet.case_id, SheetVersion.version, SheetVersion.scores, SheetVersion.comment
        )
        .join(Reviewer, Reviewer.account_id == Account.id)
        .join(Sheet, Sheet.reviewer_id == Reviewer.id)
        .join(SheetVersion, SheetVersion.sheet_id == Sheet.id)
    )


def standing():
    """Every sheet as it stands now, likewise."""
    return _stored(
        select(Account.username, Sheet.case_id, Sheet.version, Sheet.scores, Sheet.comment)
        .join(Reviewer, Reviewer.account_id == Account.id)
        .join(Sheet, Sheet.reviewer_id == Reviewer.id)
    )


def _stored(statement):
    with store.reading() as session:
        return in_order(session.exec(statement))


def in_order(told):
    """What was told, by person, case and version."""
    return sorted([list(one) for one in told], key=lambda one: one[:3])


def newest(told):
    """Of each sheet what was told last."""
    return list({(one[0], one[1]): one for one in in_order(told)}.values())


def counted(told):
    """How many versions of each sheet were told of, and the highest of them."""
    numbers = Counter((name, case_id) for name, case_id, *_ in told)
    return numbers, {(name, case_id): version for name, case_id, version, *_ in newest(told)}


def figures(told, lasted):
    """How long a save took, in words."""
    took = sorted(seconds * 1_000 for seconds in told["took"])
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    named = ", ".join(f"{name} {took[int(len(took) * share)]:.1f} ms" for name, share in shares.items())
    return f"{len(took)} saves in {lasted:.1f} s ({len(took) / lasted:.0f}/s), {named}, longest {took[-1]:.0f} ms"


def test_fifty_save_their_own_sheets_at_once(desks, database):
    told, lasted = crowd(desks, processes=2, saves=6)

    print(database, figures(told, lasted))
    assert (told["refused"], told["newer"]) == ([], [])
    assert len(told["saved"]) == 300
    assert kept() == in_order(told["saved"])
    assert standing() == newest(told["saved"])


def test_tabs_at_one_sheet_are_told_what_is_newer_and_lose_nothing(tabs, database):
    told, lasted = crowd(tabs, processes=2, saves=6)

    refusals = [refusal["stored"] for refusal in told["newer"]]
    print(database, figures(told, lasted), f"{len(refusals)} of them refused")
    assert told["refused"] == []
    assert refusals
    assert len(told["saved"]) + len(refusals) == 300
    assert all(refusal["stored"][2] > refusal["seen"] for refusal in told["newer"])
    assert [stored for stored in refusals if stored not in told["saved"]] == []
    versions, highest = counted(told["saved"])
    assert versions == highest
    assert kept() == in_order(told["saved"])
    assert standing() == newest(told["saved"])


@pytest.mark.soak
@pytest.mark.parametrize("processes", [1, 5, 10])
def test_fifty_save_their_own_sheets_two_hundred_times_at_once(desks, database, processes):
    told, lasted = crowd(desks, processes, saves=200)

    print(f"{database}, {processes} processes: {figures(told, lasted)}")
    assert (told["refused"], told["newer"]) == ([], [])
    assert len(told["saved"]) == 10_000
    assert kept() == in_order(told["saved"])
    assert standing() == newest(told["saved"])


@pytest.mark.soak
@pytest.mark.parametrize("processes", [1, 5, 10])
def test_tabs_at_one_sheet_save_two_hundred_times_at_once(tabs, database, processes):
    told, lasted = crowd(tabs, processes, saves=200)

    refusals = [refusal["stored"] for refusal in told["newer"]]
    print(f"{database}, {processes} processes: {figures(told, lasted)}, {len(refusals)} of them refused")
    assert told["refused"] == []
    assert refusals
    assert len(told["saved"]) + len(refusals) == 10_000
    assert all(refusal["stored"][2] > refusal["seen"] for refusal in told["newer"])
    assert [stored for stored in refusals if stored not in told["saved"]] == []
    versions, highest = counted(told["saved"])
    assert versions == highest
    assert kept() == in_order(told["saved"])
    assert standing() == newest(told["saved"])
