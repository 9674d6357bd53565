"""Words of conflicts (回避)."""

from services.terms import Term


class ConflictKind(Term):
    """Why a reviewer must not score a case, the strongest ties first."""

    DECLARED = "declared", "本人申报"
    SAME_EMPLOYER = "same_employer", "同一单位"
    NAMED = "named", "列为完成人员"
    CONTACT = "contact", "列为联系人"
    SAME_GROUP = "same_group", "关联单位"
    SAME_CITY = "same_city", "同一市州"


class ConflictState(Term):
    """What holds of a conflict. Until a person has cleared it, the case stays hidden."""

    SUSPECTED = "suspected", "待认定"
    CONFIRMED = "confirmed", "应回避"
    CLEARED = "cleared", "不需回避"


class Gap(Term):
    """Why the machine cannot vouch for a reviewer: no conflict found is no proof then."""

    NO_EMPLOYER = "no_employer", "没有工作单位"
    NO_CITY = "no_city", "没有所在市州"
    NO_PHONE = "no_phone", "没有联系电话"
