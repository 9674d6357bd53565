"""Words of reviewers: what they promise."""

from services.terms import Term


class PledgeKind(Term):
    """What a reviewer accepts before seeing a case."""

    CONFIDENTIALITY = "confidentiality", "保密承诺"
    AVOIDANCE = "avoidance", "回避承诺"
