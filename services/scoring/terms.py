"""Words of 得分: how the sheets of a case become its score, and how votes become points."""

from services.terms import Term


class ScoringMethod(Term):
    """How the official score of a case follows from its sheets."""

    MEAN = "mean", "平均分"
    TRIMMED = "trimmed", "去掉最高分和最低分后的平均分"
    CORRECTED = "corrected", "扣除宽严度后的平均分"


class VoteMapping(Term):
    """How votes (网络投票) become points from 60 to 100."""

    LOG_CAPPED = "log_capped", "取对数折算，最高按第 95 百分位计"
    MIN_MAX = "min_max", "按最高和最低票数折算"
    RANK = "rank", "按名次折算"
