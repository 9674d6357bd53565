"""Words of the field that more than one capability uses: a stored value and its Chinese label."""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """An enum member that carries the label a person reads.

    The stored value is English and stable; the label may change without a
    migration. A member without a label fails when the module is imported.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        if not label:
            raise TypeError(f"{cls.__name__}.{value} has no label")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def from_label(cls, label: str) -> Self | None:
        """The member a person means by this label, or None."""
        return next((member for member in cls if member.label == label), None)


class Role(Term):
    """Who a person is here. One account, one role."""

    COMMITTEE = "committee", "组委会"
    REVIEWER = "reviewer", "评审专家"
    LEADERSHIP = "leadership", "领导"
    ADMIN = "admin", "系统管理员"


class Park(Term):
    """Whether a park association (园区科协) recommended a case.

    Nothing said means unknown: the 30 % of clause 二（二）3 is never computed
    from a guess.
    """

    PARK = "park", "园区科协推荐"
    NOT_PARK = "not_park", "非园区科协推荐"
    UNKNOWN = "unknown", "待确认"


class Field(Term):
    """The fields of a case, named as in 附件3, with those cities add of their own."""

    SEQ = "seq", "序号"
    CASE_NAME = "case_name", "案例名称"
    ENTERPRISE = "enterprise", "完成单位"
    PEOPLE = "people", "完成人员（团队）"
    CONTACT = "contact", "联系人及职务"
    CONTACT_NAME = "contact_name", "联系人"
    CONTACT_TITLE = "contact_title", "职务"
    PHONES = "phones", "联系电话"
    ENTERPRISE_TYPE = "enterprise_type", "企业类型"
    CATEGORY = "category", "案例类型"
    REMARK = "remark", "备注"
    COUNTY = "county", "县（市、区）"
    RECOMMENDER = "recommender", "推荐单位"
    PARK = "park", "园区科协"
