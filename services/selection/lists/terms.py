"""Words of the confirmed lists: what must hold before one is confirmed, and where its announcement stands."""

from services.terms import Term


class Check(Term):
    """What must hold before a run becomes a list, in the order a person reads it."""

    NEWEST = "newest", "是最近一次遴选"
    FEASIBLE = "feasible", "规则可以同时满足，名单不为空"
    REPEATED = "repeated", "存下的得分、规则和结果完整"
    UNCHANGED = "unchanged", "遴选之后得分、规则和案例没有变动"
    FRESH = "fresh", "核定得分之后评分和票数没有变动"
    BASE = "base", "依据的入选案例名单仍然有效"
    TIES = "ties", "同分先后已经确定"
    PARK = "park", "待确认的园区科协推荐不会改变名单"
    SECOND = "second", "由遴选经办人以外的成员确认"


class Announcing(Term):
    """Where the announcement (公示) of a list stands."""

    NOT_BEGUN = "not_begun", "尚未公示"
    AHEAD = "ahead", "即将公示"
    RUNNING = "running", "公示中"
    OVER = "over", "公示期满"
