"""Words of 遴选: the two lists, how a case stands over all best lists, what a rule is called."""

from services.terms import Term


class ListKind(Term):
    """The two lists of clause 二（二）3, in the order they come to be."""

    SHORTLIST = "shortlist", "入选案例"
    LECTURE = "lecture", "宣讲案例"


class SolveStatus(Term):
    """Whether the rules can be met at all."""

    OPTIMAL = "optimal", "已得出最优名单"
    INFEASIBLE = "infeasible", "规则无法同时满足"


class Standing(Term):
    """How a case stands over all lists of the same size and total."""

    IN_EVERY = "in_every_optimum", "确定入选"
    TIED = "tied", "同分待定"
    IN_NONE = "in_no_optimum", "确定未入选"


class RuleKind(Term):
    """The kinds of rules a list is bound by, in the order they are named."""

    MAX_SIZE = "max_size", "名单总数上限"
    PARK_SHARE = "park_share", "园区科协占比下限"
    ONE_PER_ENTERPRISE = "one_per_enterprise", "同一企业不超过 1 个"
    CITY_CAP = "city_cap", "各市州上限"
    CATEGORY_MIN = "category_min", "案例类型下限"
    MIN_SCORE = "min_score", "最低分数"
    PINNED = "pinned", "指定入选"
    EXCLUDED = "excluded", "不予入选"


class ReasonKind(Term):
    """Why a case is in the list or not, as far as one rule at a time can tell."""

    PINNED = "pinned", "指定入选"
    BY_SCORE = "by_score", "凭分数入选"
    THROUGH_RULES = "through_rules", "借助规则入选"
    EXCLUDED = "excluded", "不予入选"
    BELOW_MINIMUM = "below_minimum", "低于最低分数"
    KEPT_OUT = "kept_out", "受规则限制未入选"
    OUTSCORED = "outscored", "分数不足未入选"
    TIED_IN = "tied_in", "同分待定，暂列名单"
    TIED_OUT = "tied_out", "同分待定，暂未列入"
    SETTLED_IN = "settled_in", "同分，按次序入选"
    SETTLED_OUT = "settled_out", "同分，按次序未入选"


class Effect(Term):
    """What people decided about a case beforehand."""

    PINNED = "pinned", "指定入选"
    EXCLUDED = "excluded", "不予入选"


class TieMethod(Term):
    """How it was settled who stands first among cases tied at the cut."""

    DRAW = "draw", "抽签"
    DELIBERATION = "deliberation", "集体研究"
    SECOND_KEY = "second_key", "比较其他得分"


class SecondKey(Term):
    """The figure of a case that tied cases are compared by next."""

    CORRECTED = "corrected", "扣除宽严度后的平均分"
    OFFICIAL = "official", "不计网络投票的核定得分"


class ObjectionState(Term):
    """Whether an objection (异议) was answered."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"


class ObjectionOutcome(Term):
    """What came of an objection."""

    UPHELD = "upheld", "异议成立"
    DISMISSED = "dismissed", "异议不成立"
