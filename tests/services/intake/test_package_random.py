"""Packages at random: the budget holds whatever is nested, and damage is always answered."""

import random

import pytest

from services.findings import Level
from services.intake.readers import archive, members
from services.intake.readers.archive import Member
from tests.fixtures.archive.build import Part, gbk, seven_zipped, utf8, zipped


def tree(chance, depth=0):
    """A package of members, junk, bombs and packages at random."""
    parts = []
    for n in range(chance.randint(0, 5)):
        kind = chance.randrange(5)
        data = {0: b"x", 1: bytes(chance.randint(0, 400_000)), 2: chance.randbytes(300)}.get(kind, b"y")
        if kind == 3 and depth < 3:
            data = tree(chance, depth + 1)
        parts.append(Part(b"%d%s" % (n, b".zip" if kind == 3 else b".txt"), data))
    return zipped(*parts)


@pytest.mark.parametrize("seed", range(12))
def test_budget_is_never_exceeded_by_a_random_tree(seed, opened, monkeypatch):
    chance = random.Random(seed)
    monkeypatch.setattr(archive, "ENTRIES_MAX", 9)
    taken = []
    expand = archive._members

    def watched(*arguments):
        for one in expand(*arguments):
            if isinstance(one, Member):
                taken.append(one.size)
            yield one

    monkeypatch.setattr(archive, "_members", watched)
    content = tree(chance)
    opened(content)

    assert len(taken) <= 9
    assert sum(taken) <= max(members.RATIO_FROM, members.RATIO_MAX * len(content))


def changed(content, chance):
    """Bytes changed, dropped or doubled at random."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data))
        act = chance.randrange(4)
        if act == 0:
            data[at] = chance.randrange(256)
        elif act == 1:
            del data[at : at + chance.randint(1, 40)]
        elif act == 2:
            data[at:at] = data[at : at + 40]
        else:
            data[at : at + 4] = chance.randbytes(4)
    return bytes(data)


def survive(opened, seed):
    chance = random.Random(seed)
    good = chance.choice(
        [
            (
                zipped(gbk("一.txt", b"x" * 300), utf8("二.txt"), gbk("三.zip", zipped(gbk("四.txt")))),
                "包.zip",
            ),
            (seven_zipped({"一.txt": b"x" * 300, "二.txt": b"y"}, is_plain=bool(seed % 2)), "包.7z"),
        ]
    )
    document = opened(changed(good[0], chance), good[1])

    assert all(isinstance(finding.level, Level) for finding in document.findings)
    return document.accepted or bool(document.findings or document.members)


@pytest.mark.parametrize("seed", range(30))
def test_mutated_package_is_answered(opened, seed):
    assert survive(opened, seed)


@pytest.mark.fuzz
def test_many_mutated_packages_are_answered(opened):
    for seed in range(1_000, 2_000):
        assert survive(opened, seed)
