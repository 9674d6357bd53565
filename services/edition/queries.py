"""The current edition as the tables hold it, and whether an actor may act in it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from services.accounts.queries import current as current_actor
from services.accounts.rules import Actor
from services.edition import rules
from services.edition.calendar import Calendar
from services.edition.rules import (
    CheckItem,
    CityFacts,
    EditionFacts,
    ParkAssociation,
    Reason,
    Setting,
    Word,
)
from services.edition.terms import Act
from services.errors import PasswordUnchanged, UnknownEdition
from services.findings import Level
from services.review.rubric import queries as rubrics
from services.store.eligibility_models import ChecklistItem, ReturnReason
from services.store.models import City, Edition, EditionSetting, EditionWord, RegisteredPark

# What a face calls it: it reads cities and never imports a table.
CityRecord = City


@dataclass(frozen=True)
class EditionView:
    """An edition in the list of editions."""

    id: int
    code: str
    title: str
    is_current: bool
    created_at: datetime


def current(session: Session) -> Edition:
    """The edition everything refers to.

    :raises UnknownEdition: none is loaded.
    """
    edition = session.exec(select(Edition).where(col(Edition.is_current))).first()
    if edition is None:
        raise UnknownEdition("还没有装载届次。", "请先运行 python manage.py init。")
    return edition


def permit(session: Session, actor: Actor, act: Act) -> Edition:
    """Ask the right for one act again, from the database, and return the current edition.

    :raises NotSignedIn: the account is disabled or gone.
    :raises PasswordUnchanged: it still has the password it was given.
    :raises NotAllowed: the account's role may never do this.
    :raises StageClosed: the stage does not permit it.
    """
    edition = current(session)
    now = current_actor(session, actor)
    if now.must_change_password and now.origin == "app":
        # manage.py knows no sign-in: whoever may run it has the database anyway.
        raise PasswordUnchanged()
    rules.permit(now.role, edition.stage, act)
    return edition


def one_at_a_time(session: Session, edition: Edition) -> None:
    """Let two who decide on the same edition at once wait for each other, until the unit of work ends."""
    session.exec(select(Edition).where(Edition.id == edition.id).with_for_update(key_share=True)).one()


def editions(session: Session) -> list[EditionView]:
    """All editions, newest first."""
    rows = session.exec(select(Edition).order_by(col(Edition.created_at).desc(), col(Edition.id).desc()))
    return [EditionView(e.id, e.code, e.title, e.is_current, e.created_at) for e in rows]


def cities(session: Session, edition: Edition) -> list[City]:
    """The cities in the notice's order (附件1)."""
    return list(session.exec(select(City).where(City.edition_id == edition.id).order_by(col(City.position))))


def facts(session: Session, edition: Edition | None = None) -> EditionFacts:
    """Everything the edition fixes, as the rules take it."""
    edition = edition or current(session)
    stored = cities(session, edition)
    names = {city.id: city.name for city in stored}
    parks = session.exec(
        select(RegisteredPark).where(RegisteredPark.edition_id == edition.id).order_by(col(RegisteredPark.id))
    )
    return EditionFacts(
        code=edition.code,
        title=edition.title,
        short_title=edition.short_title,
        province=edition.province,
        stage=edition.stage,
        deadline=edition.deadline,
        cities=tuple(city_facts(city) for city in stored),
        categories=_words(session, edition, "category"),
        enterprise_types=_words(session, edition, "enterprise_type"),
        ambiguous_enterprise_types={k: tuple(v) for k, v in edition.ambiguous_enterprise_types.items()},
        settings={setting.key: setting for setting in settings(session, edition)},
        park_associations=tuple(ParkAssociation(p.name, names.get(p.city_id or 0)) for p in parks),
        finding_levels={code: Level(level) for code, level in edition.finding_levels.items()},
        checklist=_checklist(session, edition),
        return_reasons=_reasons(session, edition),
        rubrics=tuple(rubric for _, rubric in rubrics.current(session, edition).values()),
        calendar=_calendar(edition),
    )


def _calendar(edition: Edition) -> Calendar:
    kinds = ("holidays", "workdays")
    return Calendar(*(frozenset(map(date.fromisoformat, edition.calendar.get(kind, ()))) for kind in kinds))


def city_facts(city: City) -> CityFacts:
    """A stored city as the rules take it."""
    return CityFacts(
        name=city.name,
        short_name=city.short_name,
        quota=city.quota,
        position=city.position,
        tile=(city.tile_column, city.tile_row),
        aliases=tuple(city.aliases),
        counties=tuple(city.counties),
        area_codes=tuple(city.area_codes),
    )


def settings(session: Session, edition: Edition) -> list[Setting]:
    """The edition's numbers in the order of its TOML."""
    rows = session.exec(
        select(EditionSetting)
        .where(EditionSetting.edition_id == edition.id)
        .order_by(col(EditionSetting.position))
    )
    return [Setting(s.key, s.label, s.unit, s.value, s.origin, s.clause) for s in rows]


def _words(session: Session, edition: Edition, kind: str) -> tuple[Word, ...]:
    rows = session.exec(
        select(EditionWord)
        .where(EditionWord.edition_id == edition.id, EditionWord.kind == kind)
        .order_by(col(EditionWord.position))
    )
    return tuple(Word(w.name, tuple(w.aliases)) for w in rows)


def _checklist(session: Session, edition: Edition) -> tuple[CheckItem, ...]:
    rows = session.exec(
        select(ChecklistItem)
        .where(ChecklistItem.edition_id == edition.id)
        .order_by(col(ChecklistItem.position))
    )
    return tuple(
        CheckItem(c.key, c.label, c.kind, c.origin, c.clause, c.material, tuple(c.codes), c.is_enabled)
        for c in rows
    )


def _reasons(session: Session, edition: Edition) -> tuple[Reason, ...]:
    rows = session.exec(
        select(ReturnReason).where(ReturnReason.edition_id == edition.id).order_by(col(ReturnReason.position))
    )
    return tuple(Reason(r.code, r.label, r.item) for r in rows)
