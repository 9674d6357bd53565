"""What the machine says of each point, what lets a case pass, and which step may follow which. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.audit.terms import LoggedAct
from services.cases.terms import CaseState
from services.edition.rules import CheckItem, Reason, is_open, today
from services.edition.terms import Act, CheckKind, Stage
from services.eligibility.terms import Comparison, ExaminationState, Lack, MachineState, ReturnState, Verdict
from services.errors import InvalidInput, RuleViolation
from services.findings import Level
from services.intake.terms import DocumentKind

# Long enough to read an abstract and watch a video of five minutes; saving renews it.
LEASE = timedelta(minutes=10)

# Findings that ask more of an examination than of intake (contracts of findings: VIDEO_MISSING).
_LEVELS: Mapping[str, Level] = {"VIDEO_MISSING": Level.ERROR}
_NUMBER = re.compile(r"(?<!\d)\d(?:[- ]?\d){6,}(?!\d)")


@dataclass(frozen=True)
class Observed:
    """A finding about a case, with what a person has said to it since."""

    level: Level
    code: str
    message: str
    hint: str
    answer: str | None = None
    clause: str | None = None


@dataclass(frozen=True)
class Evidence:
    """All the machine knows of a case: its findings, and which materials it has read at all."""

    findings: tuple[Observed, ...] = ()
    materials: frozenset[DocumentKind] = frozenset()


@dataclass(frozen=True)
class Machine:
    """What the findings say of one point."""

    state: MachineState
    findings: tuple[Observed, ...] = ()


@dataclass(frozen=True)
class Given:
    """What the examiner says of one point, and how it was checked."""

    verdict: Verdict
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """One thing a city is asked to correct: a coded reason, and what exactly."""

    code: str
    text: str = ""


@dataclass(frozen=True)
class Standing:
    """Where an examination stands, as far as the next step depends on it."""

    case: CaseState
    state: ExaminationState = ExaminationState.WAITING
    returned: ReturnState | None = None
    due: date | None = None


@dataclass(frozen=True)
class Claim:
    """Who has a case before them, and until when."""

    by: int | None = None
    until: datetime | None = None

    def is_of_another(self, account_id: int, now: datetime) -> bool:
        """Whether somebody else is at work on the case at this moment."""
        return self.by not in (None, account_id) and self.until is not None and self.until > now


def machine(item: CheckItem, evidence: Evidence) -> Machine:
    """What the findings say of a point; silence means nothing before its material was read.

    An error a person has explained is only to be looked at.
    """
    found = tuple(one for one in evidence.findings if one.code in item.codes and _weight(one) is not None)
    if any(_weight(one) is MachineState.PROBLEM for one in found):
        return Machine(MachineState.PROBLEM, found)
    if found:
        return Machine(MachineState.LOOK, found)
    is_read = item.material in evidence.materials and bool(item.codes)
    return Machine(MachineState.CLEAR if is_read else MachineState.UNKNOWN)


def _weight(found: Observed) -> MachineState | None:
    level = _LEVELS.get(found.code, found.level)
    if level is Level.INFO:
        return None
    return MachineState.PROBLEM if level is Level.ERROR and found.answer is None else MachineState.LOOK


def is_complete(checklist: Iterable[CheckItem], evidence: Evidence) -> bool:
    """Whether the machine finds nothing to correct on any point."""
    return all(machine(item, evidence).state is not MachineState.PROBLEM for item in checklist)


def snapshot(evidence: Evidence) -> list[str]:
    """The codes of the findings that weigh, with repetitions: what a verdict was given on."""
    return sorted(one.code for one in evidence.findings if _weight(one) is not None)


def moved(before: Iterable[str], after: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes that have come and those that have gone since a snapshot, with repetitions."""
    was, now = Counter(before), Counter(after)
    return tuple(sorted((now - was).elements())), tuple(sorted((was - now).elements()))


def lacks(
    checklist: Iterable[CheckItem], evidence: Evidence, answers: Mapping[str, Given]
) -> list[tuple[CheckItem, Lack]]:
    """Every point that keeps the case from passing, and why; empty when it may pass."""
    found = ((item, _lack(item, machine(item, evidence), answers.get(item.key))) for item in checklist)
    return [(item, lack) for item, lack in found if lack is not None]


def _lack(item: CheckItem, said: Machine, given: Given | None) -> Lack | None:
    if given is None:
        return Lack.UNANSWERED
    if given.verdict is Verdict.NOT_FINE:
        return Lack.NOT_FINE
    has_note = bool(given.note.strip())
    if said.state is MachineState.PROBLEM and not has_note:
        return Lack.NO_EXPLANATION
    if item.kind is CheckKind.DECLARATION and not has_note:
        return Lack.NO_RECORD
    return None


def check_pass(
    checklist: Sequence[CheckItem], evidence: Evidence, answers: Mapping[str, Given]
) -> list[CheckItem]:
    """Let a case pass, and return the points it passes although the machine has something to say.

    :raises RuleViolation: a point is open; every one of them is named.
    """
    if not checklist:
        raise RuleViolation("本届的审查清单没有启用任何项目。", "请系统管理员在“活动设置”页启用审查项目。")
    open_points = lacks(checklist, evidence, answers)
    if open_points:
        named = "；".join(f"“{item.label}”{lack.label}" for item, lack in open_points)
        raise RuleViolation(f"还不能通过：{named}。", "请逐项判断后再通过，或退回补正。")
    noisy = (MachineState.PROBLEM, MachineState.LOOK)
    return [item for item in checklist if machine(item, evidence).state in noisy]


def proposed(
    checklist: Iterable[CheckItem], evidence: Evidence, answers: Mapping[str, Given], how: str
) -> dict[str, Given]:
    """The answers one press confirms: every point nobody has judged and the machine has nothing against.

    A declaration is confirmed together with ``how`` it was checked; without
    that it stays open.
    """
    filled = {}
    for item in checklist:
        said = machine(item, evidence).state
        if item.key in answers or said in (MachineState.PROBLEM, MachineState.LOOK):
            continue
        if item.kind is not CheckKind.DECLARATION:
            filled[item.key] = Given(Verdict.FINE)
        elif how.strip():
            filled[item.key] = Given(Verdict.FINE, how.strip())
    return filled


# What may be done to a case in which state of its examination.
_UNDECIDED = frozenset({ExaminationState.WAITING, ExaminationState.RETURNED})
_STEPS: Mapping[LoggedAct, frozenset[ExaminationState]] = {
    LoggedAct.ELIGIBILITY_PASS: _UNDECIDED,
    LoggedAct.ELIGIBILITY_RETURN: _UNDECIDED,
    LoggedAct.REFUSAL_PROPOSE: _UNDECIDED,
    LoggedAct.RETURN_ANSWER: frozenset({ExaminationState.RETURNED}),
    LoggedAct.REFUSAL_AGREE: frozenset({ExaminationState.REFUSAL_PROPOSED}),
    LoggedAct.REFUSAL_DISAGREE: frozenset({ExaminationState.REFUSAL_PROPOSED}),
    LoggedAct.ELIGIBILITY_REOPEN: frozenset(ExaminationState) - {ExaminationState.WAITING},
}
_VERDICTS = (LoggedAct.ELIGIBILITY_PASS, LoggedAct.ELIGIBILITY_RETURN, LoggedAct.REFUSAL_PROPOSE)


def act_for(step: LoggedAct, state: ExaminationState) -> Act:
    """The right a step needs: what went back, or waits for a second person, may still end in the review."""
    if step is LoggedAct.ELIGIBILITY_REOPEN or state is ExaminationState.WAITING:
        return Act.EXAMINE_CASE
    return Act.SETTLE_RETURN


def act_in(stage: Stage) -> Act:
    """The right to work through cases in a stage: in the review only through what cities have answered."""
    is_settling = is_open(stage, Act.SETTLE_RETURN) and not is_open(stage, Act.EXAMINE_CASE)
    return Act.SETTLE_RETURN if is_settling else Act.EXAMINE_CASE


def check_step(step: LoggedAct, standing: Standing, now: datetime) -> None:
    """Let a step pass or refuse it.

    While a city has time to answer, nothing is decided over its head: a
    returned case is judged when the answer is there, or refused when the
    time is up.

    :raises RuleViolation: the case is withdrawn, in another state, or its return is not answered.
    """
    _check_state(standing, _STEPS[step], step.label)
    if step not in _VERDICTS or standing.returned is not ReturnState.OPEN:
        return
    is_overdue = standing.due is not None and today(now) > standing.due
    if not (step is LoggedAct.REFUSAL_PROPOSE and is_overdue):
        raise RuleViolation(
            "这件案例已退回补正，市州还没有答复。", "请先登记市州的补正答复；逾期未答复的可以提出不予通过。"
        )


def check_draft(standing: Standing) -> None:
    """Let answers to points be kept while nothing is decided.

    :raises RuleViolation: the case is withdrawn, or has its verdict.
    """
    _check_state(standing, _UNDECIDED, Act.EXAMINE_CASE.label)


def _check_state(standing: Standing, allowed: frozenset[ExaminationState], what: str) -> None:
    if standing.case is CaseState.WITHDRAWN:
        raise RuleViolation("这件案例已撤回，不再审查。", "如需审查，请先在案例页恢复。")
    if standing.state not in allowed:
        raise RuleViolation(f"这件案例{standing.state.label}，不能办理“{what}”。", "请刷新页面查看最新状态。")


def check_claim(claim: Claim, who: str | None, account_id: int, now: datetime) -> None:
    """Two examiners at once never work on one case.

    :raises RuleViolation: somebody else is at work on it.
    """
    if claim.is_of_another(account_id, now):
        raise RuleViolation(f"“{who}”正在审查这件案例。", "请先审查其他案例，或稍后再试。")


def check_second(proposer: int | None, second: int) -> None:
    """A refusal takes two people.

    :raises RuleViolation: the second is the one who proposed it.
    """
    if proposer == second:
        raise RuleViolation("不予通过须由另一位组委会成员复核。", "请同事登录后在“待复核”中办理。")


def check_return(asked: Sequence[Asked], offered: Iterable[Reason], due: date, now: datetime) -> None:
    """Let a return pass.

    :raises InvalidInput: no reason, one that does not exist, one twice, a
        deadline that is not in the future, or a phone number (invariant 13:
        the letter leaves the system).
    """
    known = {reason.code for reason in offered}
    codes = [one.code for one in asked]
    if not asked:
        raise InvalidInput("退回补正至少需要一条理由。", "请选择需要补正的内容。")
    if not known.issuperset(codes) or len(set(codes)) != len(codes):
        raise InvalidInput("退回理由有误。", "请刷新页面后重新选择。")
    if due <= today(now):
        raise InvalidInput(f"补正期限 {due.isoformat()} 不在今天之后。", "请选择明天或以后的日期。")
    if any(has_number(one.text) for one in asked):
        raise InvalidInput(
            "补正说明中有电话号码，函件会发到系统之外。", "请删去号码，改为“联系电话有误”等说法。"
        )


def has_number(text: str) -> bool:
    """Whether a text holds what may be a telephone number."""
    return _NUMBER.search(text) is not None


def suggestions(
    reasons: Iterable[Reason],
    checklist: Sequence[CheckItem],
    evidence: Evidence,
    answers: Mapping[str, Given],
) -> list[Asked]:
    """What a return would ask by itself: a reason for each point that is not fine or has a problem.

    The first reason of a point stands for it; the text is what was said there,
    never a telephone number.
    """
    items = {item.key: item for item in checklist}
    first = {reason.item: reason for reason in reversed(list(reasons))}
    found = []
    for key, item in items.items():
        said, given = machine(item, evidence), answers.get(key)
        is_not_fine = given is not None and given.verdict is Verdict.NOT_FINE
        is_open = given is None and said.state is MachineState.PROBLEM
        if key in first and (is_not_fine or is_open):
            note = given.note if given else ""
            found.append(Asked(first[key].code, note.strip() or _told(said)))
    return found


def _told(said: Machine) -> str:
    texts = dict.fromkeys(one.message for one in said.findings if _weight(one) is MachineState.PROBLEM)
    return "".join(text for text in texts if not has_number(text))


def due_by(days: int, now: datetime) -> date:
    """The day a return is due, by default."""
    return today(now) + timedelta(days=days)


def compared(
    item: CheckItem | None, before: Iterable[str], evidence: Evidence, *, is_edited: bool
) -> Comparison:
    """Whether what was asked is settled, as far as the machine can tell.

    Findings of a row stay when the case is edited on screen: then only a
    person can tell. So it is where the machine had nothing to say before.
    """
    if item is None or not item.codes:
        return Comparison.LOOK
    if machine(item, evidence).findings:
        return Comparison.LOOK if is_edited else Comparison.STILL
    return Comparison.SETTLED if set(before) & set(item.codes) else Comparison.LOOK
