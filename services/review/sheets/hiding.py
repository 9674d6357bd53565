"""Which stretches of a text are phones and contacts, so that a reviewer is not shown them. Pure.

The same pattern covers them in texts and on the pages of a PDF.
"""

import re
from collections.abc import Iterable

COVERED = "（不显示）"
# Any mobile and land line, also of people the registry does not know; digits within a longer number are none.
_PHONE = r"(?<!\d)(?:1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}|0\d{2,3}[\s\-–—]*\d{7,8})(?!\d)"
_MAIL = r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"
# One character is no name by which a person is called.
_WORD_MIN = 2


def contact_pattern(words: Iterable[str]) -> str:
    """What covers these names and numbers however they are spaced, any other phone and any e-mail address."""
    spaced = (r"\s*".join(map(re.escape, _bare(word))) for word in sorted(words, key=len, reverse=True))
    return "|".join([*(one for one in spaced if one), _PHONE, _MAIL])


def without_contacts(text: str, words: Iterable[str]) -> str:
    """The text with phones, e-mail addresses and these words covered."""
    return re.sub(contact_pattern(words), COVERED, text)


def _bare(word: str) -> str:
    bare = re.sub(r"\s", "", word)
    return bare if len(bare) >= _WORD_MIN else ""
