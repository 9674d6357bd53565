"""Words of deliberations."""

from services.terms import Term


class DeliberationState(Term):
    """Where a deliberation stands."""

    OPEN = "open", "合议中"
    SETTLED = "settled", "已有结论"
