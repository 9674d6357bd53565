"""When people may decide about a case before a list is solved, or lift what they decided. Pure."""

from dataclasses import dataclass

from services.edition.terms import Stage
from services.errors import RuleViolation
from services.selection.terms import Effect, ObjectionOutcome


@dataclass(frozen=True)
class Ground:
    """The objection a decision rests on: what came of it, and its case, None for the whole list."""

    outcome: ObjectionOutcome | None
    case_id: int | None


def check_decision(
    stage: Stage, effect: Effect, case_id: int, ground: Ground | None, standing: Effect | None
) -> None:
    """Let a decision pass: any before the review, later what an upheld objection asks for (invariant 10).

    :raises RuleViolation: one stands for the case already, or the rules are frozen and nothing supports it.
    """
    if standing is not None:
        raise RuleViolation(
            f"这件案例已登记为“{standing.label}”。", "如需改变，请先取消原来的登记并写明理由。"
        )
    if stage is not Stage.SELECT:
        if ground is not None:
            raise RuleViolation("异议只在遴选阶段办理。", "评审开始之前的登记不依据异议，请写明理由。")
        return
    if effect is Effect.PINNED:
        raise RuleViolation(
            "遴选规则在专家评审阶段开始时已经固定，不能再指定入选。", "可以试算，看看它入选会怎样。"
        )
    if ground is None or ground.outcome is not ObjectionOutcome.UPHELD:
        raise RuleViolation(
            "遴选规则在专家评审阶段开始时已经固定，此时不予入选只能依据成立的异议。",
            "请先在“名单”页登记并答复异议，认定成立后再办理。",
        )
    if ground.case_id not in (None, case_id):
        raise RuleViolation("这件异议说的是另一件案例。", "请选择与这件案例有关的异议。")


def check_lift(stage: Stage, *, rests_on_objection: bool) -> None:
    """Let the lifting of a decision pass: what was a rule before the review stays one.

    :raises RuleViolation: the rules are frozen.
    """
    if stage is Stage.SELECT and not rests_on_objection:
        raise RuleViolation(
            "这项登记是评审开始前的规则，现在已经固定，不能取消。", "可以试算，看看没有它名单会怎样。"
        )
