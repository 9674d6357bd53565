"""The colours of the charts, light and dark.

One blue family says how full a quota is, one warm colour says that something
is wrong and nothing else is warm; green, yellow and grey are for park cases
only; violet is for kinds. Words and figures always stand beside a colour.
"""

import base64
from dataclasses import dataclass

FONT = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

_SWATCH = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='12' height='12'>"
    "<rect width='12' height='12' rx='2' fill='{colour}'/></svg>"
)


@dataclass(frozen=True)
class Palette:
    """What each thing is drawn in."""

    background: str
    text: str
    muted: str
    line: str
    panel: str
    dark_ink: str
    light_ink: str
    full: str
    partial: str
    none: str
    over: str
    park: str
    unknown: str
    not_park: str
    kinds: tuple[str, ...]

    def ink(self, background: str) -> str:
        """The text colour that reads best on a filled area."""
        return max(self.dark_ink, self.light_ink, key=lambda ink: contrast(ink, background))

    def kind(self, place: int) -> str:
        """The colour of the kind at this place of the notice's list."""
        return self.kinds[place % len(self.kinds)]


LIGHT = Palette(
    background="#FFFFFF",
    text="#1F2937",
    muted="#5B6472",
    line="#E3E8EF",
    panel="#EDF1F6",
    dark_ink="#1F2937",
    light_ink="#FFFFFF",
    full="#1B5E9E",
    partial="#A9C7E6",
    none="#E5E7EB",
    over="#BC4B35",
    park="#257A60",
    unknown="#D9B44A",
    not_park="#CBD5E1",
    kinds=("#4C4A8F", "#A5A2DA", "#DAD8F0", "#6F6CB8"),
)

DARK = Palette(
    background="#0F1722",
    text="#E6EBF2",
    muted="#9AA7B8",
    line="#2A3546",
    panel="#1E2A3B",
    dark_ink="#0F1722",
    light_ink="#F4F7FB",
    full="#5C9BD6",
    partial="#3A5F86",
    none="#2A3546",
    over="#E07A5F",
    park="#4FB892",
    unknown="#D9B44A",
    not_park="#3A475A",
    kinds=("#B3AFEC", "#5F5BA6", "#38356A", "#8E8AD6"),
)


def of(theme: str | None) -> Palette:
    """The palette of a theme; light until the browser has said which it shows."""
    return DARK if theme == "dark" else LIGHT


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def swatch(colour: str) -> str:
    """A small square of this colour for a legend in Markdown."""
    picture = base64.b64encode(_SWATCH.format(colour=colour).encode()).decode()
    return f"![](data:image/svg+xml;base64,{picture})"


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4
