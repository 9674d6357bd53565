"""Words of conflicts: what speaks against a reviewer judging a case, and what was decided."""

from services.terms import Term


class ConflictKind(Term):
    """What speaks against it."""

    SAME_EMPLOYER = "same_employer", "同一单位"
    SAME_GROUP = "same_group", "疑似同一集团"
    NAMED = "named", "列入完成人员"
    CONTACT = "contact", "是案例联系人"
    SAME_CITY = "same_city", "同一市州"
    DECLARED = "declared", "专家申报"


class ConflictState(Term):
    """Whether the reviewer may judge the case. Suspected counts like confirmed until a person decides."""

    SUSPECTED = "suspected", "待认定"
    CONFIRMED = "confirmed", "应回避"
    CLEARED = "cleared", "不需回避"


class Gap(Term):
    """Why the machine cannot vouch for a reviewer: that it finds nothing is no proof then."""

    NO_EMPLOYER = "no_employer", "没有工作单位"
    NO_CITY = "no_city", "没有所在市州"
    NO_PHONE = "no_phone", "没有联系电话"
