"""Sentences and labels several screens share."""

from datetime import date, datetime

from services.edition.rules import SHANGHAI
from services.findings import Level
from services.intake.terms import SubmissionState

REASON = "理由（记入操作日志）"

LEVEL_ICON = {
    Level.ERROR: ":red[:material/error:]",
    Level.WARNING: ":orange[:material/warning:]",
    Level.INFO: ":gray[:material/info:]",
}

STATE_COLOUR = {
    SubmissionState.STAGED: "orange",
    SubmissionState.APPLIED: "green",
    SubmissionState.SUPERSEDED: "gray",
    SubmissionState.DISCARDED: "gray",
}


def when(moment: datetime) -> str:
    """A moment as it is read in Shanghai: 2024-09-14 10:32."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def clock(moment: datetime) -> str:
    """The time of a moment in Shanghai: 10:32."""
    return moment.astimezone(SHANGHAI).strftime("%H:%M")


def day(of: date) -> str:
    """A day as it is said: 9 月 16 日."""
    return f"{of.month} 月 {of.day} 日"


def literal(text: str) -> str:
    """User text for a place that renders Markdown: shown exactly as written."""
    marked = "\\`*_{}[]()#+-.!|~>$:<&"
    return "".join(f"\\{c}" if c in marked else c for c in text)
