"""Words of the assignment of reviewers to cases."""

from services.terms import Term


class AssignmentState(Term):
    """Whether the reviewer is to score the case. One that was withdrawn is kept."""

    ACTIVE = "active", "已分配"
    WITHDRAWN = "withdrawn", "已取消"


class AssignmentOrigin(Term):
    """How a reviewer came to a case."""

    PROPOSED = "proposed", "系统分配"
    BY_HAND = "by_hand", "人工调整"
    DELIBERATION = "deliberation", "合议加评"


class RemedyKind(Term):
    """A number which, changed alone, makes an impossible assignment possible."""

    LOAD_MAX = "load_max", "提高每位上限"
    EXPERTS = "experts", "增加评审专家"
    REVIEWS_PER_CASE = "reviews_per_case", "减少每件份数"
    NO_PAIR_CAP = "no_pair_cap", "不限制配对概率"


# Why an assignment of a reviewer who has a conflict is withdrawn.
CONFLICT_REASON = "存在应回避或待认定的情形"
