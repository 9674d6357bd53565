"""Words of 分配: what would make an impossible assignment possible."""

from services.terms import Term


class RemedyKind(Term):
    """A number which, changed alone, makes the assignment possible."""

    LOAD_MAX = "load_max", "提高每位上限"
    EXPERTS = "experts", "增加评审专家"
    REVIEWS_PER_CASE = "reviews_per_case", "减少每件份数"
    NO_PAIR_CAP = "no_pair_cap", "不限制配对概率"
