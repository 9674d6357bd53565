"""Fills an empty database with a review under way: a province's cases, passed, and fifty who score them.

Cases come in and pass the examination by the services; who is to score what, the forms a
reviewer reads and the open browsers are plain rows.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from services.accounts import queries as accounts
from services.accounts.rules import Actor, token_hash
from services.edition import queries as editions
from services.edition.terms import Stage
from services.intake.documents import Form, Opinion
from services.intake.terms import DocumentKind, MatchReason
from services.materials.terms import Carrier, MaterialState
from services.review.rounds import actions as rounds
from services.startup import prepare
from services.store import engine as store
from services.store import files
from services.store.material_models import Material, Package
from services.store.models import SignInSession, StoredFile
from tests.material import CAST, NOW, create_cast, row
from tests.services import examining, reviewing, staging

REVIEWERS, SHEETS_PER_CASE = 50, 3
_ABSTRACT = "针对行业共性难题，企业联合高校历时三年完成了关键装备的自主设计、试制与批量应用。" * 40


@dataclass(frozen=True)
class Person:
    """A reviewer at a browser: who it is, the cookie, and the cases to score."""

    actor: Actor
    reviewer_id: int
    cookie: str
    case_ids: tuple[int, ...]


@dataclass(frozen=True)
class Prepared:
    """A round in which fifty score."""

    cast: dict[str, Actor]
    round_id: int
    case_ids: list[int]
    people: list[Person]


def prepare_review():
    """Make the configured database ready: every quota filled, every case passed, an open round."""
    prepare()
    create_cast("no password")
    with store.reading() as session:
        cast = {name: accounts.actor_named(session, name, "app") for name in CAST}
    case_ids = _passed(cast)
    _send_forms(case_ids)
    round_id = reviewing.plan(cast, reviews_per_case=SHEETS_PER_CASE)
    people = [_person(place, round_id, case_ids) for place in range(REVIEWERS)]
    reviewing.move(rounds.open_round, cast, round_id)
    return Prepared(cast, round_id, case_ids, people)


def _passed(cast):
    with store.reading() as session:
        edition = editions.current(session)
        cities = [(city.name, city.quota) for city in editions.cities(session, edition)]
        categories = [word.name for word in editions.facts(session, edition).categories]
    staging.recommending(cast)
    numbers = iter(range(1, 1 + sum(quota for _, quota in cities)))
    for city, quota in cities:
        rows = [_row(next(numbers), categories) for _ in range(quota)]
        staging.bring(cast, city, rows)
    staging.move_to(cast, Stage.EXAMINE)
    case_ids = [case.id for case in staging.cases()]
    for case_id in case_ids:
        examining.pass_it(cast, case_id)
    staging.move_to(cast, Stage.REVIEW)
    return case_ids


def _row(number, categories):
    category = categories[number % len(categories)]
    return row(number, enterprise=f"湖北第{number}装备科技有限公司", category=category)


def _send_forms(case_ids):
    """Let every case have the form whose words the reviewer reads."""
    content = "推荐表".encode()
    sha256 = files.keep(content)
    with store.work() as session:
        edition = editions.current(session)
        session.add(StoredFile(sha256=sha256, size=len(content), kind=DocumentKind.FORM, received_at=NOW))
        package = Package(
            edition_id=edition.id, carrier=Carrier.UPLOAD, file_name="推荐表.zip", received_at=NOW, received_by="wang"
        )  # fmt: skip
        session.add(package)
        session.flush()
        session.add_all(_material(edition, package, case_id, sha256, len(content)) for case_id in case_ids)


def _material(edition, package, case_id, sha256, size):
    form = Form(
        case_name=None, enterprise=None, people=("张远", "李文博"), contact_name="张远", contact_title="总工程师",
        phones=("13800000000",), address=None, honours="湖北省科技进步二等奖", category=None, abstract=_ABSTRACT,
        abstract_chars=len(_ABSTRACT), abstract_words=len(_ABSTRACT), pictures=(),
        recommender_opinion=Opinion(), city_opinion=Opinion(), remark="",
    )  # fmt: skip
    return Material(
        edition_id=edition.id, package_id=package.id, case_id=case_id, kind=DocumentKind.FORM,
        state=MaterialState.CURRENT, file_name=f"{case_id}.docx", size=size, file_sha256=sha256,
        content={"form": asdict(form)}, reason=MatchReason.BOTH_NAMES, received_at=NOW, received_by="wang",
    )  # fmt: skip


def _person(place, round_id, case_ids):
    username, cookie = f"reviewer{place:02}", f"cookie-of-reviewer-{place:02}"
    own = tuple(
        case_id
        for number, case_id in enumerate(case_ids)
        if (place - SHEETS_PER_CASE * number) % REVIEWERS < SHEETS_PER_CASE
    )
    actor = reviewing.recruit(username)
    # The server asks its own clock whether somebody was idle for too long.
    now = datetime.now(UTC)
    with store.work() as session:
        session.add(
            SignInSession(
                token_hash=token_hash(cookie), account_id=actor.account_id, created_at=now, seen_at=now
            )
        )
    reviewer_id = reviewing.register(actor)
    reviewing.assign(round_id, own, reviewer_id)
    return Person(actor, reviewer_id, cookie, own)
