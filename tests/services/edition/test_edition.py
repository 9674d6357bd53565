"""Loading, switching, moving and changing an edition."""

from dataclasses import replace
from datetime import date

import pytest

from services.edition import actions, queries
from services.edition.terms import Stage
from services.errors import InvalidInput, NotFound, ReasonMissing, StaleView
from services.store import engine as store
from tests.material import NOW, row
from tests.services import staging

CITY = "天门市"


def act(action, cast, *, actor="admin", **arguments):
    with store.work() as session:
        return action(session, actor=cast[actor], now=NOW, **{"reason": staging.REASON, **arguments})


def loaded():
    with store.reading() as session:
        return queries.facts(session)


def city(name=CITY):
    with store.reading() as session:
        return next(c for c in queries.cities(session, queries.current(session)) if c.name == name)


def test_facts_of_the_database_are_those_of_the_toml(database, facts):
    assert loaded() == facts


def test_first_edition_is_loaded_once(database, cast, facts):
    before = staging.counter()

    with store.work() as session:
        assert not actions.load_first(session, facts=facts, actor=cast["admin"], now=NOW)

    assert staging.counter() == before


def test_second_edition_is_loaded_and_switched_to(database, cast, facts):
    other = replace(facts, code="hubei-2025", title="2025年", deadline=date(2025, 9, 16))

    edition_id = act(actions.load, cast, facts=other)
    assert loaded() == facts
    act(actions.switch, cast, edition_id=edition_id)

    assert loaded() == other
    with store.reading() as session:
        assert [e.code for e in queries.editions(session) if e.is_current] == ["hubei-2025"]


def test_next_edition_is_loaded_after_the_last_has_ended(database, cast, facts):
    staging.move_to(cast, Stage.REPORT)

    assert act(actions.load, cast, facts=replace(facts, code="hubei-2025"))


def test_cases_stay_with_their_edition(database, cast, facts):
    staging.recommending(cast)
    staging.bring(cast, CITY, [row(1)])
    edition_id = act(actions.load, cast, facts=replace(facts, code="hubei-2025", stage=Stage.RECOMMEND))
    with store.reading() as session:
        first = queries.current(session).id

    act(actions.switch, cast, edition_id=edition_id)
    assert staging.cases() == []
    staging.bring(cast, CITY, [row(1)])
    act(actions.switch, cast, edition_id=first)

    assert staging.enterprises() == [row(1)[2]]


def test_edition_of_a_known_code_is_refused(database, cast, facts):
    with staging.nothing_written(), pytest.raises(InvalidInput):
        act(actions.load, cast, facts=facts)


def test_switch_to_the_current_or_to_none_is_refused(database, cast):
    with store.reading() as session:
        current = queries.current(session).id

    with staging.nothing_written():
        with pytest.raises(InvalidInput):
            act(actions.switch, cast, edition_id=current)
        with pytest.raises(NotFound):
            act(actions.switch, cast, edition_id=999)


def test_stage_goes_back_only_with_a_reason(database, cast):
    staging.move_to(cast, Stage.REVIEW)

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        act(actions.move_stage, cast, actor="wang", target=Stage.EXAMINE, seen=Stage.REVIEW, reason=" ")
    act(actions.move_stage, cast, actor="wang", target=Stage.EXAMINE, seen=Stage.REVIEW)

    assert loaded().stage is Stage.EXAMINE


def test_stage_moved_meanwhile_is_not_moved_again(database, cast):
    seen = loaded().stage
    staging.move_to(cast, Stage.REVIEW)

    with staging.nothing_written(), pytest.raises(StaleView):
        act(actions.move_stage, cast, actor="li", target=Stage.COLLECT, seen=seen)


def test_setting_changes_with_reason_and_log(database, cast):
    seen = loaded().settings["shortlist.park_share"].value
    before = staging.counter()

    act(actions.change_setting, cast, key="shortlist.park_share", typed="25%", seen=seen)

    assert loaded().settings["shortlist.park_share"].value == "1/4"
    [entry] = staging.entries(before)
    assert entry.changes == [{"field": "shortlist.park_share", "old": seen, "new": "1/4"}]


def test_setting_refuses_nonsense_staleness_and_silence(database, cast):
    seen = loaded().settings["shortlist.park_share"].value
    key = {"key": "shortlist.park_share"}

    with staging.nothing_written():
        with pytest.raises(InvalidInput):
            act(actions.change_setting, cast, **key, typed="三成", seen=seen)
        with pytest.raises(StaleView):
            act(actions.change_setting, cast, **key, typed="25%", seen="1/2")
        with pytest.raises(ReasonMissing):
            act(actions.change_setting, cast, **key, typed="25%", seen=seen, reason="")
        with pytest.raises(NotFound):
            act(actions.change_setting, cast, key="none", typed="1", seen="1")


def test_quota_never_falls_below_the_applied_cases(database, cast):
    staging.recommending(cast)
    staging.bring(cast, CITY, [row(1), row(2), row(3)])
    asked = {"city_id": city().id, "seen": 5}

    with staging.nothing_written(), pytest.raises(InvalidInput):
        act(actions.change_quota, cast, **asked, quota=2)
    act(actions.change_quota, cast, **asked, quota=3)

    assert city().quota == 3
    with staging.nothing_written(), pytest.raises(StaleView):
        act(actions.change_quota, cast, **asked, quota=4)


def test_deadline_changes_and_decides_what_is_late(database, cast, facts):
    staging.recommending(cast)
    act(actions.change_deadline, cast, deadline=date(2024, 9, 9), seen=facts.deadline)

    staged = staging.receive(cast, CITY, [row(1)])

    assert staging.detail(staged).view.is_late


def test_park_is_registered_once_and_in_full(database, cast):
    act(actions.register_park, cast, name="天门经济开发区科学技术协会", city_id=city().id)

    assert ("天门经济开发区科学技术协会", CITY) in {(p.name, p.city) for p in loaded().park_associations}
    with staging.nothing_written():
        with pytest.raises(InvalidInput):
            act(actions.register_park, cast, name="天门经济开发区科学技术协会 ", city_id=None)
        with pytest.raises(InvalidInput):
            act(actions.register_park, cast, name="科协", city_id=None)
