"""Where a log was touched first: each way of tampering, at every place, names the very entry."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.audit.rules import FIRST_HASH, Break, Head, Link, first_break
from services.audit.terms import BreakKind

# A rolled back transaction left a gap in the numbers of earlier versions; it is no breach.
NUMBERS = st.sets(st.integers(1, 40), min_size=1, max_size=20).map(sorted)
# Short logs, so that the first and the last entry are touched as often as any other.
LENGTHS = st.integers(1, 8)


def chain(numbers):
    """A whole log of these entry numbers, with its head."""
    links, previous = [], FIRST_HASH
    for number in numbers:
        own = f"hash of {number}"
        links.append(Link(number, previous, own, own))
        previous = own
    return links, Head(links[-1].id, links[-1].hash) if links else None


def whole(length):
    """A log as it is written now, numbered without a gap."""
    return chain(range(1, length + 1))


def renumbered(links):
    """The same entries closed up, as somebody would who hides a gap."""
    return [replace(link, id=number) for number, link in enumerate(links, start=1)]


@given(NUMBERS)
def test_whole_log_has_no_break(numbers):
    assert first_break(*chain(numbers)) is None


def test_log_that_was_never_written_has_no_break():
    assert first_break([], None) is None


@given(LENGTHS, st.data())
def test_removed_entries_are_named_exactly(length, data):
    links, head = whole(length)
    first = data.draw(st.integers(1, length))
    last = data.draw(st.integers(first, length))

    remaining = [link for link in links if not first <= link.id <= last]

    assert first_break(remaining, head) == Break(BreakKind.REMOVED, first, last)


@given(NUMBERS, st.data())
def test_removed_entries_of_a_log_with_gaps_lie_within_the_named_ones(numbers, data):
    links, head = chain(numbers)
    place = data.draw(st.integers(0, len(links) - 1))
    gone = links.pop(place)
    before = links[place - 1].id if place else 0

    found = first_break(links, head)

    assert found == Break(BreakKind.REMOVED, before + 1, found.last)
    assert found.first <= gone.id <= found.last


@given(st.integers(2, 8), st.data())
def test_removed_entries_are_named_though_the_others_were_numbered_anew(length, data):
    links, head = whole(length)
    first = data.draw(st.integers(1, length - 1))
    last = data.draw(st.integers(first, length - 1))

    closed_up = renumbered(link for link in links if not first <= link.id <= last)

    assert first_break(closed_up, head) == Break(BreakKind.REMOVED, first, last)


@given(LENGTHS, st.integers(1, 3))
def test_removed_end_is_named_though_work_went_on(length, further):
    links, head = whole(length + further)
    gone = data_of_the_end(links, length)

    found = first_break([link for link in links if link.id != gone], head)

    assert found == Break(BreakKind.REMOVED, gone, gone)


def data_of_the_end(links, length):
    """The number of the entry that was the last one before work went on."""
    return links[length - 1].id


@given(NUMBERS, st.data())
def test_changed_entry_is_named(numbers, data):
    links, head = chain(numbers)
    place = data.draw(st.integers(0, len(links) - 1))

    links[place] = replace(links[place], own="something else")

    assert first_break(links, head) == Break(BreakKind.CHANGED, links[place].id, links[place].id)


@given(LENGTHS, st.data(), st.sampled_from(["previous", "hash"]))
def test_entry_with_a_changed_hash_is_named(length, data, column):
    links, head = whole(length)
    place = data.draw(st.integers(0, length - 1))
    other = data.draw(st.sampled_from(["something else", *(link.hash for link in links), FIRST_HASH]))
    if other == getattr(links[place], column):
        return

    # The hash before is part of what an entry's own hash is made of.
    own = "another" if column == "previous" else links[place].own
    links[place] = replace(links[place], **{column: other, "own": own})

    assert first_break(links, head) == Break(BreakKind.CHANGED, place + 1, place + 1)


@given(LENGTHS, st.data())
def test_entry_without_readable_content_is_named(length, data):
    links, head = whole(length)
    place = data.draw(st.integers(0, length - 1))

    links[place] = replace(links[place], own=None)

    assert first_break(links, head) == Break(BreakKind.CHANGED, place + 1, place + 1)


@given(LENGTHS, st.data())
def test_entry_written_anew_with_its_hash_is_named(length, data):
    links, head = whole(length)
    place = data.draw(st.integers(0, length - 1))

    links[place] = replace(links[place], own="forged", hash="forged")

    assert first_break(links, head) == Break(BreakKind.CHANGED, place + 1, place + 1)


@given(st.integers(2, 8), st.data())
def test_swapped_entries_are_named_by_the_first(length, data):
    links, head = whole(length)
    one = data.draw(st.integers(0, length - 2))
    other = data.draw(st.integers(one + 1, length - 1))

    links[one], links[other] = links[other], links[one]

    assert first_break(renumbered(links), head) == Break(BreakKind.CHANGED, one + 1, one + 1)


@given(LENGTHS, st.integers(1, 3), st.data())
def test_inserted_entries_with_their_hashes_are_named(length, count, data):
    links, head = whole(length)
    place = data.draw(st.integers(0, length))
    previous = links[place - 1].hash if place else FIRST_HASH
    forged = []
    for number in range(count):
        forged.append(Link(0, previous, f"forged {number}", f"forged {number}"))
        previous = forged[-1].hash

    longer = renumbered([*links[:place], *forged, *links[place:]])

    assert first_break(longer, head) == Break(BreakKind.INSERTED, place + 1, place + count)


@given(st.integers(2, 8), st.data())
def test_entry_inserted_with_a_stale_hash_before_it_is_named(length, data):
    links, head = whole(length)
    place = data.draw(st.integers(1, length - 1))
    stale = data.draw(st.sampled_from([FIRST_HASH, *(link.hash for link in links[: place - 1])]))

    longer = renumbered([*links[:place], Link(0, stale, "forged", "forged"), *links[place:]])

    assert first_break(longer, head) == Break(BreakKind.INSERTED, place + 1, place + 1)


@given(LENGTHS, st.data())
def test_changed_number_is_named(length, data):
    links, head = whole(length)
    number = data.draw(st.integers(1, length))
    further = data.draw(st.integers(length + 1, length + 3))

    moved = sorted((replace(link, id=further) if link.id == number else link for link in links), key=by_id)

    expected = (BreakKind.CHANGED, further) if number == length else (BreakKind.REMOVED, number)
    assert first_break(moved, head) == Break(expected[0], expected[1], expected[1])


@given(LENGTHS, st.data())
def test_numbers_shifted_from_one_entry_on_are_named_by_the_first(length, data):
    links, head = whole(length)
    number = data.draw(st.integers(1, length))

    shifted = [replace(link, id=link.id + 1) if link.id >= number else link for link in links]

    assert first_break(shifted, head) == Break(BreakKind.CHANGED, number + 1, number + 1)


@given(LENGTHS, st.integers(-3, 0))
def test_number_no_entry_can_have_is_named(length, number):
    links, head = whole(length)

    links[0] = replace(links[0], id=number)

    assert first_break(links, head) == Break(BreakKind.CHANGED, number, number)


@given(LENGTHS)
def test_log_without_its_head_says_that_its_end_is_unknown(length):
    links, _ = whole(length)

    assert first_break(links, None) == Break(BreakKind.END_UNKNOWN, length, length)


def by_id(link):
    return link.id
