"""What a viewer may see of a case, how cases are filtered, and what an edit may change. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.cases.terms import CaseState
from services.intake.names import name_key
from services.terms import Field, Park, Role


@dataclass(frozen=True)
class CaseView:
    """A case as one viewer sees it: what the viewer may not see is None."""

    id: int
    city: str
    city_position: int
    state: CaseState
    state_reason: str | None
    position: int | None
    case_name: str
    enterprise: str
    enterprise_id: int
    people: tuple[str, ...]
    contact_name: str | None
    contact_title: str | None
    phones: tuple[str, ...] | None
    enterprise_type: str
    category: str
    remark: str | None
    county: str | None
    recommender: str | None
    park: Park
    park_source: str | None
    version: int
    updated_at: datetime
    updated_by: str | None


@dataclass(frozen=True)
class CaseFilter:
    """What a list of cases is narrowed to; an empty value does not narrow."""

    text: str = ""
    cities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    enterprise_types: tuple[str, ...] = ()
    parks: tuple[Park, ...] = ()
    findings: tuple[str, ...] = ()
    states: tuple[CaseState, ...] = (CaseState.APPLIED,)


# A public list names nobody to call, whoever exports it.
PUBLIC_HIDDEN = frozenset(
    {"contact_name", "contact_title", "phones", "remark", "position", "state_reason", "updated_by"}
)

# What each role may not see of a case. DESIGN: phones and contacts leave only in exports marked 内部;
# a reviewer does not see the city's recommendation order.
HIDDEN: Mapping[Role, frozenset[str]] = {
    Role.COMMITTEE: frozenset(),
    Role.REVIEWER: PUBLIC_HIDDEN,
    Role.LEADERSHIP: frozenset(
        {"contact_name", "contact_title", "phones", "remark", "state_reason", "updated_by"}
    ),
    Role.ADMIN: frozenset({"contact_name", "contact_title", "phones", "remark"}),
}

# The fields of a case a city states and a person may change, in the order they are shown.
CASE_FIELDS = (
    Field.CASE_NAME,
    Field.ENTERPRISE,
    Field.PEOPLE,
    Field.CONTACT_NAME,
    Field.CONTACT_TITLE,
    Field.PHONES,
    Field.ENTERPRISE_TYPE,
    Field.CATEGORY,
    Field.REMARK,
    Field.COUNTY,
    Field.RECOMMENDER,
    Field.PARK,
)


def project(case: CaseView, role: Role) -> CaseView:
    """The case as the role may see it: the one place that decides."""
    return _without(case, HIDDEN[role])


def public(case: CaseView) -> CaseView:
    """The case as anybody may read it in a public list."""
    return _without(case, PUBLIC_HIDDEN)


def _without(case: CaseView, hidden: frozenset[str]) -> CaseView:
    nothing: dict[str, Any] = dict.fromkeys(hidden)
    return replace(case, **nothing)


def pair(first: str, second: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two enterprises' name keys with their names, in the order they are remembered in."""
    low, high = sorted(((name_key(first), first), (name_key(second), second)))
    return low, high
