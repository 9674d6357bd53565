"""The confirmed lists in the status: the overview, ``manage.py status`` and the lists count the same."""

import json

import pytest

from services.edition.queries import current
from services.edition.terms import Stage
from services.selection.lists import queries as lists
from services.selection.problem import Rules, Share
from services.selection.terms import ListKind
from services.status.queries import status
from services.status.terms import CaseList
from services.store import engine as store
from services.store.models import Case
from services.store.selection_models import ConfirmedList
from services.terms import Park
from tests.material import NOW
from tests.services import reviewing, selecting, staging
from tests.test_manage import manage

FINALS = (90, 85, 80, 75)


@pytest.fixture
def scored(database, cast):
    """Four cases of two cities with scores, one of them of a park and one of which nobody knows."""
    ids = reviewing.passed(cast, {"武汉市": (1, 2), "天门市": (3, 4)})
    with store.work() as session:
        for case_id, park in zip(ids, (Park.PARK, Park.NOT_PARK, Park.UNKNOWN, Park.NOT_PARK), strict=True):
            session.get_one(Case, case_id).park = park
    staging.move_to(cast, Stage.SELECT)
    finals = dict(zip(ids, FINALS, strict=True))
    return selecting.scored(cast, finals), finals


@pytest.fixture
def shortlist(scored, cast):
    """The three best confirmed."""
    rules = Rules(max_size=3, park_share=Share(3, 10))
    return selecting.confirmed(cast, *scored, rules=rules)


def counted():
    with store.reading() as session:
        return status(session, NOW)


def selected(found):
    return {city.name: city.shortlisted for city in found.cities if city.shortlisted}


def test_before_a_list_is_confirmed_nothing_is_selected(scored):
    found = counted()

    assert found.confirmed == {}
    assert (found.count(CaseList.SHORTLISTED), found.count(CaseList.LECTURE)) == (0, 0)
    assert selected(found) == {}


def test_shortlist_is_counted_by_city_and_park_with_unknown_as_not_park(shortlist):
    found = counted()

    assert selected(found) == {"武汉市": 2, "天门市": 1}
    ratio = found.parks[CaseList.SHORTLISTED]
    assert (ratio.counts.park, ratio.counts.not_park, ratio.counts.unknown) == (1, 1, 1)
    assert f"{ratio.counts.share} {ratio.least}" == "1/3 3/10"
    assert found.confirmed[CaseList.SHORTLISTED].version == 1


def test_lecture_list_is_counted_apart_from_the_shortlist(scored, shortlist, cast):
    score_set, finals = scored
    with store.reading() as session:
        base = session.get_one(ConfirmedList, shortlist).run_id
    rules = Rules(max_size=1, park_share=Share(0, 1))
    selecting.confirmed(cast, score_set, finals, kind=ListKind.LECTURE, rules=rules, base_run_id=base)

    found = counted()

    assert (found.count(CaseList.SHORTLISTED), found.count(CaseList.LECTURE)) == (3, 1)
    assert [city.name for city in found.cities if city.lecture] == ["武汉市"]


def test_status_counts_what_the_list_itself_holds(shortlist):
    with store.reading() as session:
        edition = current(session)
        members = lists.members(session, lists.current(session, edition, ListKind.SHORTLIST))

    assert len(members) == counted().count(CaseList.SHORTLISTED) == sum(selected(counted()).values())


def test_replaced_list_is_no_longer_counted(shortlist):
    with store.work() as session:
        session.get_one(ConfirmedList, shortlist).replaced_at = NOW

    assert counted().count(CaseList.SHORTLISTED) == 0


def test_command_line_tells_the_same_counts(shortlist):
    document = json.loads(manage("status", "--json").stdout)

    wuhan = next(city for city in document["cities"] if city["name"] == "武汉市")
    assert (wuhan["eligible"], wuhan["shortlisted"], wuhan["lecture"]) == (2, 2, 0)
    assert document["park"]["shortlisted"] == {"park": 1, "not_park": 1, "unknown": 1, "share": 0.3333}
    assert document["park"]["lecture"]["share"] is None
    assert "入选案例\t第 1 版\t3 件\t园区科协推荐 1 件（33.3 %）" in manage("status").stdout
