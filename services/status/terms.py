"""Words of the overview: how far a city has filled its quota, and the lists a park ratio is told for."""

from services.terms import Term


class Fill(Term):
    """What a city has sent in, compared with its quota (clause 二（二）2)."""

    NONE = "none", "未报送"
    PARTIAL = "partial", "未满"
    FULL = "full", "已满"
    OVER = "over", "超额"


class CaseList(Term):
    """The lists whose share of park cases clause 二（二）3 is about, in the order they come to be."""

    RECOMMENDED = "recommended", "推荐案例"
    SHORTLISTED = "shortlisted", "入选案例"
    LECTURE = "lecture", "宣讲案例"
