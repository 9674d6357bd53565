"""Words of a review round."""

from services.terms import Term


class RoundState(Term):
    """Where a round stands. Reviewers write only while it is open."""

    PLANNED = "planned", "筹备中"
    OPEN = "open", "评审中"
    CLOSED = "closed", "已结束"
