"""What a new version of a rubric changes, as the log says it. Pure."""

from services.audit.rules import Change
from services.review.rubric.rules import Criterion, Level, Rubric


def changes_of(old: Rubric, new: Rubric) -> list[Change]:
    """Which criteria came, went, moved, and what of those that stayed is different.

    A criterion is known by its key: one that is renamed is still the same.
    """
    before = {criterion.key: criterion for criterion in old.criteria}
    after = {criterion.key: criterion for criterion in new.criteria}
    changes = [Change("criterion_removed", None, _weighed(c)) for c in old.criteria if c.key not in after]
    changes += [Change("criterion_added", None, _weighed(c)) for c in new.criteria if c.key not in before]
    for criterion in new.criteria:
        if criterion.key in before:
            changes += _of_criterion(before[criterion.key], criterion)
    stayed = [[c for c in one.criteria if c.key in before and c.key in after] for one in (old, new)]
    if [c.key for c in stayed[0]] != [c.key for c in stayed[1]]:
        changes.append(Change("criteria_order", *([c.label for c in one.criteria] for one in (old, new))))
    return changes


def _of_criterion(old: Criterion, new: Criterion) -> list[Change]:
    parts: list[tuple[str, str | None, str | None]] = [
        ("criterion", old.label, new.label),
        ("question", _of(new, old.question), _of(new, new.question)),
        ("weight", _weighed(old), f"{old.label} {new.weight}"),
        ("scale", f"{new.label} {old.scale}", f"{new.label} {new.scale}"),
        ("clause", _of(new, old.clause or old.origin.label), _of(new, new.clause or new.origin.label)),
    ]
    named = {level.label: level for level in old.levels}
    for level in new.levels:
        parts.append(("level", _level(new, named.pop(level.label, None)), _level(new, level)))
    parts += [("level", _level(new, gone), "") for gone in named.values()]
    return [Change(field, before, after) for field, before, after in parts if before != after]


def _weighed(criterion: Criterion) -> str:
    return f"{criterion.label} {criterion.weight}"


def _of(criterion: Criterion, text: str) -> str:
    return f"{criterion.label}：{text}"


def _level(criterion: Criterion, level: Level | None) -> str | None:
    if level is None:
        return None
    return _of(criterion, f"{level.label} {level.low}–{level.high} {level.anchor}")
