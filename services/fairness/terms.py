"""Words of the fairness report: what lists are compared by, and what a comparison comes to."""

from services.terms import Term


class Trait(Term):
    """What the cases of a list are told apart by."""

    CITY = "city", "市州"
    CATEGORY = "category", "案例类型"
    ENTERPRISE_TYPE = "enterprise_type", "企业类型"
    PARK = "park", "园区科协推荐"


class Verdict(Term):
    """Whether a group's share differs from the whole by more than chance would explain."""

    ABOVE = "above", "明显高于总体"
    BELOW = "below", "明显低于总体"
    ALIKE = "alike", "与总体没有明显差别"

    @property
    def short(self) -> str:
        """The same where there is little room."""
        return {Verdict.ABOVE: "▲", Verdict.BELOW: "▼", Verdict.ALIKE: ""}[self]
