"""Words of 形式资格审查: where a case stands, what the machine and the examiner say of a point."""

from services.terms import Term


class ExaminationState(Term):
    """Where a case stands in the 形式资格审查 (clause 二（二）3)."""

    WAITING = "waiting", "待审查"
    PASSED = "passed", "审查通过"
    RETURNED = "returned", "退回补正"
    REFUSAL_PROPOSED = "refusal_proposed", "拟不予通过"
    REFUSED = "refused", "不予通过"


class Verdict(Term):
    """What the examiner says of one point of the checklist."""

    FINE = "fine", "符合"
    NOT_FINE = "not_fine", "不符合"
    NOT_APPLICABLE = "not_applicable", "不适用"


class MachineState(Term):
    """What the findings say of one point of the checklist. Never a verdict."""

    PROBLEM = "problem", "机器发现问题"
    LOOK = "look", "机器提示查看"
    CLEAR = "clear", "机器未发现问题"
    UNKNOWN = "unknown", "机器无从判断"


class ReturnState(Term):
    """Where a return stands."""

    OPEN = "open", "待市州补正"
    ANSWERED = "answered", "市州已答复"
    SETTLED = "settled", "已办结"


class Comparison(Term):
    """What the city sent next, compared with one thing that was asked."""

    SETTLED = "settled", "已改正"
    STILL = "still", "仍存在"
    LOOK = "look", "请自行查看"


class Lack(Term):
    """Why a point of the checklist keeps a case from passing."""

    UNANSWERED = "unanswered", "尚未判断"
    NOT_FINE = "not_fine", "判断为不符合"
    NO_EXPLANATION = "no_explanation", "机器发现问题，须写明为何可以通过"
    NO_RECORD = "no_record", "须记录核查方式"
