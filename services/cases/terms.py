"""Words of the registry of cases."""

from services.terms import Term


class CaseState(Term):
    """Whether a case counts. Nothing is deleted."""

    APPLIED = "applied", "已入库"
    WITHDRAWN = "withdrawn", "已撤回"
