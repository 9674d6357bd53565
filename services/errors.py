"""Every refusal a person can meet, on one screen.

A refusal says the facts and the next step in Chinese. Checks do not raise:
they return findings (``services/findings.py``).
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """An act was refused and nothing was written."""

    code = "REFUSED"

    def __init__(self, message: str, hint: str = "", **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts: Mapping[str, Any] = facts

    def __str__(self) -> str:
        return f"{self.message}{self.hint}"


class InvalidInput(DomainError):
    """What was typed cannot be used; it stays on screen."""

    code = "INVALID_INPUT"


class ReasonMissing(InvalidInput):
    """The act needs a reason that others can read later."""

    code = "REASON_MISSING"

    def __init__(self, act: str) -> None:
        super().__init__(f"{act}需要写明理由。", "请填写理由后再提交，理由会记入操作日志。")


def need_reason(reason: str, act: str) -> str:
    """The reason for an act, without blanks around it.

    :raises ReasonMissing: there is none.
    """
    if not reason.strip():
        raise ReasonMissing(act)
    return reason.strip()


class NotSignedIn(DomainError):
    """Nobody is signed in, or the session has ended."""

    code = "NOT_SIGNED_IN"

    def __init__(self) -> None:
        super().__init__("您尚未登录，或登录已失效。", "请重新登录。")


class PasswordUnchanged(DomainError):
    """The account still has the password somebody else made for it."""

    code = "PASSWORD_UNCHANGED"

    def __init__(self) -> None:
        super().__init__("您还在使用初始密码。", "请先在“我的账号”页设置自己的密码，再办理其他事项。")


class PledgeMissing(DomainError):
    """A reviewer has not promised confidentiality and avoidance yet: no case is shown before."""

    code = "PLEDGE_MISSING"

    def __init__(self) -> None:
        super().__init__("您还没有签署评审承诺。", "请在“我的评审”页阅读并签署，再开始评审。")


class NotAllowed(DomainError):
    """The role may not do this."""

    code = "NOT_ALLOWED"

    def __init__(self, act: str, role: str) -> None:
        super().__init__(f"“{role}”账号无权{act}。", "如确需办理，请联系系统管理员或组委会。")


class StageClosed(DomainError):
    """The stage of the edition does not permit this."""

    code = "STAGE_CLOSED"

    def __init__(self, act: str, stage: str, opens_in: str) -> None:
        super().__init__(
            f"当前处于“{stage}”阶段，不能{act}。",
            f"该操作在“{opens_in}”阶段开放，可由组委会在“阶段”页调整。",
        )


class NotFound(DomainError):
    """The record does not exist, or its reader may not know that it does."""

    code = "NOT_FOUND"

    def __init__(self, what: str) -> None:
        super().__init__(f"没有找到{what}。", "它可能已被处理，请返回列表重新选择。")


class RuleViolation(DomainError):
    """A rule of the notice or of the edition would be broken."""

    code = "RULE_VIOLATION"


class QuotaExceeded(RuleViolation):
    """More cases than the city's quota (附件1; clause 二（二）2)."""

    code = "QUOTA_EXCEEDED"

    def __init__(self, city: str, quota: int) -> None:
        super().__init__(
            f"{city}名额为 {quota} 个，已全部用完（二（二）2）。",
            "请先撤回一件已入库的案例，再办理这一件。",
            city=city,
            quota=quota,
        )


class EnterpriseTaken(RuleViolation):
    """The enterprise already has an applied case in this city (clause 二（二）2)."""

    code = "ENTERPRISE_TAKEN"

    def __init__(self, city: str, enterprise: str, case_name: str) -> None:
        super().__init__(
            f"{city}已有“{enterprise}”的案例《{case_name}》，同一企业不超过 1 个（二（二）2）。",
            "请先撤回其中一件，再办理这一件。",
            city=city,
            enterprise=enterprise,
        )


class OpenProblems(RuleViolation):
    """Rows within the quota still have errors nobody has answered."""

    code = "OPEN_PROBLEMS"

    def __init__(self, city: str, rows: int, problems: int, named: str) -> None:
        super().__init__(
            f"{city}的这份汇总表有 {rows} 行还存在 {problems} 个必须处理的问题，尚未入库：{named}。",
            "请改正单元格、说明情况，或写明理由将该行搁置，然后再入库。",
            city=city,
            rows=rows,
            problems=problems,
        )


class StaleView(DomainError):
    """Somebody has saved a newer version in the meantime."""

    code = "STALE_VIEW"

    def __init__(self, what: str, by: str | None = None) -> None:
        who = f"“{by}”" if by else "其他人"
        super().__init__(
            f"{who}刚刚修改了{what}，您的修改没有保存。",
            "您填写的内容仍在页面上，请对照最新内容后再保存。",
        )


class StoreUnavailable(DomainError):
    """The database or the file store cannot be reached or written."""

    code = "STORE_UNAVAILABLE"


class ArchiveUnusable(DomainError):
    """A backup is damaged, incomplete, changed, or of a later program: nothing was restored."""

    code = "ARCHIVE_UNUSABLE"


class TargetNotEmpty(DomainError):
    """A backup would be restored over a database that is in use."""

    code = "TARGET_NOT_EMPTY"


class UnknownEdition(DomainError):
    """No edition is loaded yet, or its TOML cannot be used."""

    code = "UNKNOWN_EDITION"
