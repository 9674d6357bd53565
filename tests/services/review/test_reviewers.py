"""Reviewers registered, imported, linked to accounts, dropped; what they promise, word for word."""

from dataclasses import replace

import pytest
from sqlmodel import select

from services.accounts.rules import Newcomer
from services.audit import queries as audit
from services.audit.rules import LogFilter
from services.audit.terms import NOT_SHOWN, LoggedAct
from services.edition import queries as editions
from services.errors import InvalidInput, NotFound, ReasonMissing, StaleView
from services.review.reviewers import actions, queries, wording
from services.review.reviewers.actions import Chosen
from services.review.reviewers.rules import Profile
from services.review.reviewers.terms import PledgeKind
from services.store import engine as store
from services.store.models import Account
from services.store.review_models import Pledge, Reviewer
from services.terms import Role
from tests.material import NOW
from tests.services import reviewing, staging

LI = Profile("李娜", "武汉大学", "武汉市", ("材料",), ("技术创新",), "13800000001", ("2023",), 20)
ZHAO = Profile("赵刚", "湖北大学")


def act(action, actor, **arguments):
    with store.work() as session:
        return action(session, actor=actor, now=NOW, **arguments)


def imported(cast, *chosen):
    return act(actions.import_list, cast["wang"], chosen=chosen)


def reviewers():
    with store.reading() as session:
        return {one.profile.name: one for one in queries.reviewers(session)}


def account(username, name, **more):
    with store.work() as session:
        made = Account(
            username=username,
            display_name=name,
            role=Role.REVIEWER,
            password_hash="x",
            created_at=NOW,
            **more,
        )
        session.add(made)
        session.flush()
        return made.id


def on(cast, name, action, **arguments):
    one = reviewers()[name]
    act(action, cast["wang"], reviewer_id=one.id, seen=one.version, **arguments)


def changes(entry):
    return {change["field"]: (change["old"], change["new"]) for change in entry.changes}


def test_import_adds_and_the_same_list_changes_nothing(database, cast):
    before = staging.counter()

    done = imported(cast, Chosen(LI), Chosen(ZHAO))

    assert (done.added, done.changed) == (2, 0)
    assert reviewers()["李娜"].profile == LI
    [entry] = staging.entries(before)
    assert entry.action == LoggedAct.REVIEWERS_IMPORT.value
    assert "13800000001" not in str(entry.changes)


def test_import_updates_what_the_preview_named_and_takes_nothing_away(database, cast):
    imported(cast, Chosen(LI))
    one = reviewers()["李娜"]

    done = imported(cast, Chosen(Profile("李娜", "武汉大学", load_max=0), (one.id, one.version)))

    assert (done.added, done.changed) == (0, 1)
    assert reviewers()["李娜"].profile == replace(LI, load_max=0)


def test_import_is_refused_where_somebody_was_faster(database, cast):
    imported(cast, Chosen(LI))
    one = reviewers()["李娜"]
    on(cast, "李娜", actions.edit, profile=replace(LI, load_max=3))

    with staging.nothing_written():
        with pytest.raises(StaleView):
            imported(cast, Chosen(ZHAO), Chosen(LI, (one.id, one.version)))
        with pytest.raises(StaleView):
            imported(cast, Chosen(ZHAO), Chosen(LI))
        with pytest.raises(InvalidInput):
            imported(cast)
    assert list(reviewers()) == ["李娜"]


def test_namesake_with_another_employer_is_another_reviewer(database, cast):
    imported(cast, Chosen(LI))

    assert imported(cast, Chosen(Profile("李娜", "湖北大学", phone="13800000002"))).added == 1


def test_one_account_of_the_name_is_linked_and_two_are_asked_about(database, cast):
    account("lina", "李　娜")
    account("wang1", "王强")
    account("wang2", "王强")
    account("gone", "周平", is_disabled=True)

    done = imported(
        cast, Chosen(LI), Chosen(Profile("王强", "湖北大学")), Chosen(Profile("周平", "湖北大学"))
    )

    assert (done.linked, done.unlinked) == (1, ("王强",))
    assert reviewers()["李娜"].username == "lina"
    assert reviewers()["王强"].account_id is None
    assert reviewers()["周平"].account_id is None


def test_two_new_namesakes_never_share_the_one_account(database, cast):
    account("lina", "李娜")

    done = imported(cast, Chosen(LI), Chosen(Profile("李娜", "湖北大学", phone="13800000002")))

    assert (done.linked, done.unlinked) == (0, ("李娜", "李娜"))


def test_registering_links_too_and_refuses_the_very_person_twice(database, cast):
    act(actions.register, cast["wang"], profile=ZHAO)

    assert reviewers()["赵刚"].username == "zhao"
    with staging.nothing_written(), pytest.raises(InvalidInput):
        act(actions.register, cast["wang"], profile=ZHAO)


def test_link_takes_a_free_account_of_a_reviewer_only(database, cast):
    imported(cast, Chosen(LI), Chosen(ZHAO))
    free = account("lina1", "李娜娜")

    for wrong in (cast["wang"].account_id, reviewers()["赵刚"].account_id, 999):
        with pytest.raises(InvalidInput):
            on(cast, "李娜", actions.link, account_id=wrong)
    on(cast, "李娜", actions.link, account_id=free)

    assert reviewers()["李娜"].username == "lina1"
    with pytest.raises(InvalidInput):
        on(cast, "李娜", actions.link, account_id=free)


def test_edit_says_what_changed_and_refuses_an_old_version(database, cast):
    imported(cast, Chosen(LI))
    before = staging.counter()

    on(
        cast,
        "李娜",
        actions.edit,
        profile=replace(LI, employer="湖北大学", phone="027-87654321", fields=("涂层",)),
    )

    [entry] = staging.entries(before)
    assert changes(entry) == {
        "employer": ("武汉大学", "湖北大学"),
        "fields": (["材料"], ["涂层"]),
        "phone": ("13800000001", "027-87654321"),
    }
    one = reviewers()["李娜"]
    with staging.nothing_written():
        with pytest.raises(StaleView):
            act(actions.edit, cast["wang"], reviewer_id=one.id, profile=ZHAO, seen=one.version - 1)
        with pytest.raises(InvalidInput):
            on(cast, "李娜", actions.edit, profile=one.profile)
        with pytest.raises(InvalidInput):
            on(cast, "李娜", actions.edit, profile=replace(LI, city="长沙市"))


def test_administrator_reads_in_the_log_that_a_phone_changed_and_not_which(database, cast):
    imported(cast, Chosen(LI))
    on(cast, "李娜", actions.edit, profile=replace(LI, phone="027-87654321"))

    with store.reading() as session:
        narrowed = LogFilter(acts=(LoggedAct.REVIEWER_EDIT,))
        for role, seen in (
            (Role.ADMIN, (NOT_SHOWN, NOT_SHOWN)),
            (Role.COMMITTEE, ("13800000001", "027-87654321")),
        ):
            [entry] = audit.entries(session, viewer=role, narrowed=narrowed)
            [change] = entry.changes
            assert (change.old, change.new) == seen


def test_dropped_reviewer_is_nobody_until_brought_back(database, cast):
    imported(cast, Chosen(ZHAO))
    with pytest.raises(ReasonMissing):
        on(cast, "赵刚", actions.drop_out, reason=" ")
    on(cast, "赵刚", actions.drop_out, reason="出差")

    with store.reading() as session, pytest.raises(NotFound):
        queries.of_actor(session, editions.current(session), cast["zhao"])
    with pytest.raises(InvalidInput):
        on(cast, "赵刚", actions.drop_out, reason="出差")
    on(cast, "赵刚", actions.bring_back, reason="回来了")

    assert (reviewers()["赵刚"].is_active, reviewers()["赵刚"].state_reason) == (True, None)


def test_missing_accounts_are_created_and_linked_in_one_go(database, cast):
    imported(cast, Chosen(LI), Chosen(Profile("王强", "湖北大学")), Chosen(ZHAO))
    before = staging.counter()
    with store.reading() as session:
        waiting = queries.without_account(session)
    assert [(one.name, one.employer) for one in waiting] == [("李娜", "武汉大学"), ("王强", "湖北大学")]

    people = {one.reviewer_id: Newcomer(one.name, one.name, Role.REVIEWER, "x") for one in waiting}
    assert act(actions.create_accounts, cast["admin"], people=people) == 2

    assert [reviewers()[name].username for name in ("李娜", "王强")] == ["李娜", "王强"]
    [entry] = staging.entries(before)
    assert entry.action == LoggedAct.ACCOUNTS_ENROL.value


def test_no_account_is_created_where_one_cannot_be(database, cast):
    imported(cast, Chosen(LI), Chosen(Profile("王强", "湖北大学")))
    li, wang = (reviewers()[name].id for name in ("李娜", "王强"))
    new = Newcomer("li-na", "李娜", Role.REVIEWER, "x")

    with staging.nothing_written():
        with pytest.raises(InvalidInput):
            act(actions.create_accounts, cast["admin"], people={li: new, wang: replace(new, username="zhao")})
        with pytest.raises(InvalidInput):
            act(actions.create_accounts, cast["admin"], people={li: replace(new, role=Role.COMMITTEE)})
        with pytest.raises(InvalidInput):
            act(actions.create_accounts, cast["admin"], people={})
    on(cast, "李娜", actions.link, account_id=cast["zhao"].account_id)
    with pytest.raises(StaleView):
        act(actions.create_accounts, cast["admin"], people={li: new})

    with store.reading() as session:
        assert session.exec(select(Account).where(Account.username == "li-na")).first() is None


def shown(cast):
    with store.reading() as session:
        return queries.missing_pledges(session, cast["zhao"])


def test_promises_are_kept_word_for_word_and_asked_for_once(database, cast):
    imported(cast, Chosen(ZHAO))
    texts = shown(cast)
    assert list(texts) == list(PledgeKind)
    before = staging.counter()
    wordings = {kind: text.wording for kind, text in texts.items()}
    signing = replace(cast["zhao"], address="10.1.2.3")

    act(actions.accept_pledges, signing, wordings=wordings)
    act(actions.accept_pledges, signing, wordings=wordings)

    assert shown(cast) == {}
    assert reviewers()["赵刚"].has_pledged
    assert len(staging.entries(before)) == 1
    stored = reviewing.stored(Pledge)
    assert [(one.kind, one.wording, one.address) for one in stored] == [
        (kind, text, "10.1.2.3") for kind, text in wordings.items()
    ]
    assert wording.stored(stored[0].wording) == texts[PledgeKind.CONFIDENTIALITY]


def test_promise_is_not_taken_in_part_nor_in_other_words(database, cast):
    imported(cast, Chosen(ZHAO))
    wordings = {kind: text.wording for kind, text in shown(cast).items()}

    with staging.nothing_written():
        with pytest.raises(InvalidInput):
            act(
                actions.accept_pledges,
                cast["zhao"],
                wordings={PledgeKind.AVOIDANCE: wordings[PledgeKind.AVOIDANCE]},
            )
        with pytest.raises(StaleView):
            act(actions.accept_pledges, cast["zhao"], wordings={**wordings, PledgeKind.CONFIDENTIALITY: "好"})
    assert reviewing.stored(Pledge) == []


def test_account_without_registration_can_promise_nothing(database, cast):
    with pytest.raises(NotFound):
        shown(cast)
    assert reviewing.stored(Reviewer) == []
