"""Who finds what at which address; the same table as the guards and the services."""

import pytest

from services.edition.rules import may
from services.terms import Role
from tests.e2e.browser import secrets_of
from ui.screens import SCREENS

pytestmark = pytest.mark.browser

OPEN = [(role.value, s) for role in Role for s in SCREENS if s.act is None or may(role, s.act)]
CLOSED = [(role.value, s) for role in Role for s in SCREENS if not (s.act is None or may(role, s.act))]
# With something on it: a case, and a submission with mistakes waiting (the demo's last).
DETAILS = [("committee", "case?id=1"), ("committee", "submission?id=18"), ("committee", "submission?id=1")]
EVERYTHING = [
    *((role, screen.file) for role, screen in OPEN),
    *DETAILS,
    ("committee", "accounts"),
    ("reviewer", "cases"),
    ("nobody", "overview"),
]


def _named(pairs):
    return [f"{role}-{getattr(page, 'file', page)}" for role, page in pairs]


@pytest.mark.parametrize(("role", "screen"), OPEN, ids=_named(OPEN))
def test_page_opens_for_its_role(tour, role, screen):
    visit = tour.visit(role, screen.file)

    assert visit.landed == screen.file
    assert screen.title in (visit.title, "报送核对", "案例")
    assert "系统出错" not in visit.said


@pytest.mark.parametrize(("role", "screen"), CLOSED, ids=_named(CLOSED))
def test_page_of_another_role_leads_home_and_tells_nothing(tour, library, role, screen):
    visit = tour.visit(role, screen.file)

    home = next(s for r, s in OPEN if r == role)
    assert (visit.landed, visit.title) == (home.file, home.title)
    if role != "committee":
        assert visit.wire.tells(secrets_of(library)) == []


def test_leadership_sees_the_overview_without_a_way_to_names(tour, library):
    visit = tour.visit("leadership", "overview")

    assert "327 / 330" in visit.said
    assert visit.links == 0
    assert visit.wire.tells(secrets_of(library)) == []
    # The same words are told to the committee: the test would notice.
    assert tour.visit("committee", "cases").wire.tells(secrets_of(library)) != []


@pytest.mark.parametrize("role", ["admin", "reviewer", "leadership"])
def test_nobody_but_the_committee_is_sent_an_enterprise_or_a_phone(tour, library, role):
    for opener, screen in OPEN:
        if opener == role:
            secrets = secrets_of(library)
            if screen.file == "log":
                # The log says what was applied and exported: names of enterprises, never a phone.
                secrets = {secret for secret in secrets if secret[0].isdecimal()}
            assert tour.visit(role, screen.file).wire.tells(secrets) == []


@pytest.mark.parametrize(("role", "path"), EVERYTHING, ids=_named(EVERYTHING))
def test_page_has_no_english(tour, role, path):
    assert tour.visit(role, path).english == []


@pytest.mark.parametrize(("role", "path"), EVERYTHING, ids=_named(EVERYTHING))
def test_page_asks_no_other_machine(tour, role, path):
    assert tour.visit(role, path).wire.strangers() == []


@pytest.mark.parametrize(("role", "path"), EVERYTHING, ids=_named(EVERYTHING))
def test_page_needs_nothing_the_policy_forbids(tour, role, path):
    assert tour.visit(role, path).wire.stopped == []


@pytest.mark.parametrize(("role", "path"), EVERYTHING, ids=_named(EVERYTHING))
def test_page_fits_a_desk_and_a_phone(tour, role, path):
    visit = tour.visit(role, path)

    for needs, has in (visit.wide, visit.narrow):
        assert needs <= has
