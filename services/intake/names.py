"""When two names mean one enterprise or one case, and when a person must say. Pure.

Equal after NFKC is the same; anything less is asked, never merged: one
inserted word is another firm, one changed legal form is the same firm, and
both score 92 on a plain ratio.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from services.edition.rules import EditionFacts
from services.intake.phrases import NAMES_BRANCH, NAMES_EQUAL_CORE, NAMES_SIMILAR
from services.intake.texts import INVISIBLE
from services.intake.vocabulary import (
    BRANCH_WORDS,
    LATIN_PLACES,
    LEGAL_FORMS,
    VARIANT_CHARACTERS,
)

CORE_RATIO = 90
CASE_RATIO = 95
# Shorter cores are words such as 科技 that many firms share.
_CORE_LENGTH_MIN = 2
# Names are told apart long before this many characters, and nobody reads more partners:
# both keep a hostile file from costing minutes or gigabytes.
_COMPARED_MAX = 60
_PARTNERS_MAX = 5
_LATIN = re.compile("|".join(LATIN_PLACES))
_BRACKET = re.compile(r"[(\[【](.*?)[)\]】]")
_BRANCH = re.compile(rf"^(.{{4,}}?(?:公司|集团|厂|院|所|中心)).{{0,12}}(?:{'|'.join(BRANCH_WORDS)})$")


def name_key(text: str) -> str:
    """What makes two names the same: NFKC, no blanks, no invisible characters, one case."""
    return "".join(INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split()).casefold()


def case_key(text: str) -> str:
    """What makes two case names the same: the name without 《》 and quotation marks."""
    return re.sub(r"[《》“”\"'‘’「」]", "", name_key(text))


def core_name(text: str, facts: EditionFacts) -> str:
    """The distinguishing part of an enterprise's name: no place, no legal form, no branch.

    Variant characters (叁/三) and Latin places (HUBEI) are folded. A name that
    consists of nothing else is its own core.
    """
    return _core(name_key(text), _places(facts))


def look_alikes(names: Sequence[str], facts: EditionFacts) -> list[tuple[int, int, str]]:
    """Pairs (i < j) of names that may be one enterprise, with the reason in Chinese.

    Names equal by ``name_key`` are the same and not listed: that is another
    finding. At most the first five partners of a name are given.
    """
    keys = [name_key(name) for name in names]
    cores = [core_name(name, facts) for name in names]
    found = dict.fromkeys(_equal_pairs(cores), NAMES_EQUAL_CORE)
    for i, j, score in _similar_pairs(cores, CORE_RATIO):
        found.setdefault((i, j), NAMES_SIMILAR.format(score=score))
    for i, j in found:
        if bool(_BRANCH.match(keys[i])) != bool(_BRANCH.match(keys[j])) and cores[i] == cores[j]:
            found[i, j] = NAMES_BRANCH
    return [(i, j, reason) for (i, j), reason in sorted(found.items()) if keys[i] != keys[j]]


def similar_cases(names: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs (i < j) of case names that are equal or nearly so."""
    keys = [case_key(name) for name in names]
    return sorted({*_equal_pairs(keys), *((i, j) for i, j, _ in _similar_pairs(keys, CASE_RATIO))})


def near(left: Sequence[str], right: Sequence[str], cutoff: int) -> list[tuple[int, int]]:
    """Index pairs of two lists whose ratio reaches the cut-off, computed in bulk."""
    if not left or not right:
        return []
    ours, theirs = [text[:_COMPARED_MAX] for text in left], [text[:_COMPARED_MAX] for text in right]
    scores = process.cdist(ours, theirs, scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.uint8)
    return [(int(i), int(j)) for i, j in np.argwhere(scores >= cutoff)]


def _equal_pairs(keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        if len(key) >= _CORE_LENGTH_MIN:
            yield from ((earlier, index) for earlier in groups[key][:_PARTNERS_MAX])
            groups[key].append(index)


def _similar_pairs(keys: Sequence[str], cutoff: int) -> Iterator[tuple[int, int, int]]:
    if len(keys) < 2:
        return
    short = [key[:_COMPARED_MAX] for key in keys]
    scores = process.cdist(short, short, scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.uint8)
    for j in range(1, len(keys)):
        for i in np.flatnonzero(scores[:j, j] >= cutoff)[:_PARTNERS_MAX]:
            if keys[j]:
                yield int(i), j, int(scores[i, j])


def _places(facts: EditionFacts) -> tuple[str, ...]:
    own = (facts.province, facts.province.removesuffix("省"), "中国")
    cities = (name for city in facts.cities for name in (*city.names, *city.counties))
    return tuple(sorted({*own, *cities}, key=len, reverse=True))


@lru_cache(maxsize=65536)
def _core(key: str, places: tuple[str, ...]) -> str:
    text = _LATIN.sub(lambda match: LATIN_PLACES[match.group()], key).translate(VARIANT_CHARACTERS)
    branch = _BRANCH.match(text)
    text = branch.group(1) if branch else text
    text = _BRACKET.sub(lambda match: "" if match.group(1) in places else match.group(1), text)
    text = _without_legal_form(text)
    return _without_place(text, places) or text or key


def _without_legal_form(text: str) -> str:
    """Strip the legal form, once more for 集团 behind it: 长江集团股份有限公司."""
    for _ in range(2):
        if text in LEGAL_FORMS or not text.endswith(LEGAL_FORMS):
            return text
        text = text.removesuffix(next(form for form in LEGAL_FORMS if text.endswith(form)))
    return text


def _without_place(text: str, places: tuple[str, ...]) -> str:
    """Strip places in front, at most three: 湖北省武汉市洪山区."""
    for _ in range(3):
        if text in places or not text.startswith(places):
            return text
        text = text.removeprefix(next(place for place in places if text.startswith(place)))
    return text
