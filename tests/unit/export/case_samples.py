"""Cases for the tests of export, as the registry shows them to the committee."""

from datetime import UTC, datetime

from services.cases.rules import CaseView
from services.cases.terms import CaseState
from services.edition import toml_file
from services.terms import Park

FACTS = toml_file.read()
WUHAN = FACTS.cities[0]
NOW = datetime(2024, 9, 10, 2, tzinfo=UTC)


def a_case(**values):
    """A case of 武汉市 with these values and plain ones for the rest."""
    plain = {
        "id": 1,
        "city": WUHAN.name,
        "city_position": WUHAN.position,
        "state": CaseState.APPLIED,
        "state_reason": None,
        "position": 1,
        "case_name": "石墨烯散热膜关键技术研发与产业化",
        "enterprise": "湖北博维信息技术有限公司",
        "enterprise_id": 1,
        "people": ("程远轩", "邵国业"),
        "contact_name": "林华娟",
        "contact_title": "科协主席",
        "phones": ("13800000000",),
        "enterprise_type": "民营企业",
        "category": "技术创新",
        "remark": "",
        "county": None,
        "recommender": None,
        "park": Park.UNKNOWN,
        "park_source": None,
        "version": 1,
        "updated_at": NOW,
        "updated_by": "张三",
    }
    return CaseView(**plain | values)
