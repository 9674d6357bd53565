"""Fills an empty database with the invented edition and its demo accounts."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from services.accounts import actions as account_actions
from services.accounts import queries as account_queries
from services.accounts.rules import Actor
from services.demo import examining, reviewing, selecting, sending
from services.demo.packages import Maker
from services.demo.panel import panel_of
from services.demo.rules import DECISIONS, Place, Row, Words, rows_of
from services.edition import actions as edition_actions
from services.edition import queries as edition_queries
from services.edition.rules import SHANGHAI, CityFacts, EditionFacts
from services.edition.terms import Stage
from services.errors import InvalidInput
from services.export.rules import summary_listing
from services.export.tables import workbook
from services.export.terms import SUMMARY_SHEET
from services.intake.batch import import_file
from services.intake.receiving import receive_file
from services.materials import queries as material_queries
from services.startup import prepare
from services.store.engine import reading, work
from services.terms import Role

_WORDS = Path(__file__).parents[2] / "data" / "demo" / "words.toml"
_SEED = 2024
_DAYS_TO_DEADLINE = 2
_REVIEW_BEGUN_BEFORE = timedelta(hours=18)
_SELECTED_AFTER = timedelta(days=20)
_REVIEWER = ("zhuanjia", "李思源", Role.REVIEWER)
_PEOPLE = (
    ("admin", "系统管理员", Role.ADMIN),
    ("zuwei", "王敏", Role.COMMITTEE),
    ("zuwei2", "周立", Role.COMMITTEE),
    _REVIEWER,
    ("lingdao", "陈立新", Role.LEADERSHIP),
)


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo with the password it was given."""

    username: str
    password: str
    role: Role

    def as_json(self) -> dict[str, str]:
        """The account for a program."""
        return {"username": self.username, "password": self.password, "role": self.role.value}

    def in_words(self) -> str:
        """The account on a line."""
        return f"  {self.role.label}：{self.username} / {self.password}"


def in_words(people: list[DemoAccount]) -> str:
    """The accounts as the terminal prints them."""
    told = ["演示账号（虚构数据，请勿用于正式工作）：", *(one.in_words() for one in people)]
    return "\n".join(told)


def fill(now: datetime, *, until: Stage = Stage.RECOMMEND) -> list[DemoAccount]:
    """Create the demo: accounts, 17 cities' files applied over ten days, packages, and some cases examined.

    ``until`` the review, nearly every case passes and the reviewers are more
    than half through; until the selection they are done, and both lists are
    confirmed; else it stays where cases are taken in.

    :raises InvalidInput: the database has accounts already: it may be real.
    """
    prepare()
    with reading() as session:
        if account_queries.any_account(session):
            raise InvalidInput("数据库里已有账号，不能装入演示数据。", "请用 --db 指定一个新的数据库。")
    people = [DemoAccount(name, account_actions.generate_password(), role) for name, _, role in _PEOPLE]
    is_whole = until.number >= Stage.SELECT.number
    moment = now - _SELECTED_AFTER if is_whole else now
    who = _create(people, moment)
    with reading() as session:
        facts = edition_queries.facts(session)
    words = Words.of(tomllib.loads(_WORDS.read_text(encoding="utf-8")))
    random = Random(_SEED)
    sent = _receive_all(facts, words, who.first, random, moment)
    sending.send_packages(facts, words, sent, actor=who.first, now=moment)
    decided = _examine(facts, words, sent, who, moment)
    _late_correction(facts, words, who.first, random, moment)
    if until.number >= Stage.REVIEW.number:
        _review(facts, words, sent, who.first, decided, random, moment, is_whole=is_whole)
    if is_whole:
        selecting.select(who, random, now)
    return people


def _create(people: list[DemoAccount], now: datetime) -> examining.Examiners:
    began = now - timedelta(days=12)
    hashed = [account_actions.hash_password(p.password, p.username) for p in people]
    with work() as session:
        admin = account_actions.create_first_administrator(
            session,
            username=people[0].username,
            display_name=_PEOPLE[0][1],
            password_hash=hashed[0],
            now=began,
            origin="manage.py",
        )
    for person, password_hash, (_, display_name, _) in list(zip(people, hashed, _PEOPLE, strict=True))[1:]:
        with work() as session:
            account_actions.create(
                session,
                actor=admin,
                username=person.username,
                display_name=display_name,
                role=person.role,
                password_hash=password_hash,
                now=began,
            )
        with work() as session:
            acting = account_queries.actor_named(session, person.username, "manage.py")
            account_actions.change_password(
                session, actor=acting, password_hash=password_hash, keep_token="", now=began
            )
    _move_deadline(admin, now)
    with reading() as session:
        members = [p.username for p in people if p.role is Role.COMMITTEE]
        return examining.Examiners(
            *(account_queries.actor_named(session, name, "manage.py") for name in members)
        )


def _move_deadline(admin: Actor, now: datetime) -> None:
    with work() as session:
        seen = edition_queries.current(session).deadline
        edition_actions.change_deadline(
            session,
            actor=admin,
            deadline=(now.astimezone(SHANGHAI) + timedelta(days=_DAYS_TO_DEADLINE)).date(),
            seen=seen,
            reason="演示届次：截止日期设在两天之后",
            now=now - timedelta(days=12),
        )


def _receive_all(
    facts: EditionFacts, words: Words, committee: Actor, random: Random, now: datetime
) -> sending.Sent:
    """Apply every city's file; the rows and the file of each by the city's short name."""
    sent = {}
    order = list(facts.cities)
    random.shuffle(order)
    for place, city in enumerate(order):
        moment = now - timedelta(days=10) + timedelta(days=9.5) * place / len(order)
        rows = rows_of(city, facts, words, random)
        content = _file(city, facts, rows, moment)
        import_file(content, f"{city.name}汇总表.xlsx", actor=committee, now=moment)
        sent[city.short_name] = (rows, content)
    return sent


def _examine(
    facts: EditionFacts, words: Words, sent: sending.Sent, who: examining.Examiners, now: datetime
) -> list[int]:
    """Decide on some cases; their ids."""
    by_name = {city.short_name: city for city in facts.cities}
    with reading() as session:
        applied = material_queries.registered(session, edition_queries.current(session))
    ids = {(case.city, case.enterprise): case.id for case in applied}

    def row(place: Place) -> Row:
        return sent[place[0]][0][place[1] - 1]

    def send_missing(place: Place, moment: datetime) -> None:
        city = by_name[place[0]]
        scan = Maker(facts, words, moment).missing_pdf(city, row(place))
        sending.send(f"{row(place)[2]}.pdf", scan, actor=who.first, now=moment)

    cases = {place: ids[by_name[place[0]].name, row(place)[2]] for place in DECISIONS}
    examining.examine(cases, facts, who, now, send_missing=send_missing)
    return list(cases.values())


def _review(
    facts: EditionFacts,
    words: Words,
    sent: sending.Sent,
    committee: Actor,
    decided: list[int],
    random: Random,
    now: datetime,
    *,
    is_whole: bool,
) -> None:
    begun = now - _REVIEW_BEGUN_BEFORE
    examining.settle_parks(committee, begun)
    examining.pass_the_rest(decided, facts, committee, begun)
    examining.move(Stage.EXAMINE, Stage.REVIEW, committee, "", begun)
    with reading() as session:
        admin = account_queries.actor_named(session, _PEOPLE[0][0], "manage.py")
    applied = [row for rows, _ in sent.values() for row in rows]
    panel = panel_of(_REVIEWER[1], facts, words, applied, random)
    reviewing.review(
        panel, _REVIEWER[0], committee=committee, admin=admin, random=random, now=begun, is_whole=is_whole
    )


def _late_correction(
    facts: EditionFacts, words: Words, committee: Actor, random: Random, now: datetime
) -> None:
    """A supplement with mistakes, still waiting to be corrected: what a committee member comes to do."""
    city = next(c for c in facts.cities if c.short_name == "随州")
    row = list(rows_of(city, facts, words, random)[0])
    row[5], row[7] = "1380000123", "管理创新"
    content = _file(city, facts, [tuple(row)], now)
    receive_file(content, f"{city.name}补报.xlsx", actor=committee, now=now - timedelta(hours=2))


def _file(city: CityFacts, facts: EditionFacts, rows: list[tuple[str, ...]], moment: datetime) -> bytes:
    listing = summary_listing(facts, rows, name=f"{city.name}汇总表", association=f"{city.name}科协")
    return workbook([(SUMMARY_SHEET, listing)], moment)
