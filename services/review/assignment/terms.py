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


# Why an assignment of a reviewer who has a conflict is withdrawn.
CONFLICT_REASON = "存在应回避或待认定的情形"
