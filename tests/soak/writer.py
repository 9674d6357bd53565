"""What one of several processes does that save score sheets at once, each with several threads."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from random import Random

from services.accounts import queries as accounts
from services.errors import DomainError
from services.review.sheets import actions, queries
from services.review.sheets.rules import Content, NewerSheet
from services.store.engine import reading, work
from tests.material import NOW


def write_all(line, saves, seed, desks):
    """Save with every thread at once, when told to, and tell what they were told.

    ``desks`` are, for every thread, who sits there and the cases that are scored there; two with the
    same person and case are two tabs at one sheet. Told is what was saved as which version, what was
    refused with which newer text, and how long each save took.
    """
    for username, case_ids in desks:
        _desk(username, case_ids[0])
    line.send("ready")
    line.recv()
    with ThreadPoolExecutor(len(desks)) as pool:
        found = list(pool.map(lambda at: _write(*desks[at], saves, seed * 1_000 + at), range(len(desks))))
    line.send({kind: [one for told in found for one in told[kind]] for kind in found[0]})


def _write(username, case_ids, saves, seed):
    """Save so many times, one case after another; what was saved, refused, went wrong, and how long it took."""
    chance, seen, told = Random(seed), Counter(), {"saved": [], "newer": [], "refused": [], "took": []}
    actor, keys = _desk(username, case_ids[0])
    for turn, case_id in enumerate(islice(cycle(case_ids), saves)):
        # No two saves are alike: each can be told from every other.
        content = Content({key: chance.randint(0, 5) for key in keys}, f"第{seed}处第{turn}次")
        began = time.perf_counter()
        try:
            with work() as session:
                saved = actions.save(
                    session, actor=actor, case_id=case_id, content=content, seen=seen[case_id], now=NOW
                )
            told["saved"].append(_told(username, case_id, saved))
        except NewerSheet as refusal:
            saved = refusal.stored
            told["newer"].append({"seen": seen[case_id], "stored": _told(username, case_id, saved)})
        except DomainError as refusal:
            told["refused"].append(str(refusal))
        told["took"].append(time.perf_counter() - began)
        seen[case_id] = saved.version
    return told


def _desk(username, case_id):
    with reading() as session:
        actor = accounts.actor_named(session, username, "app")
        return actor, queries.desk(session, actor, case_id).rubric.keys


def _told(username, case_id, saved):
    return [username, case_id, saved.version, dict(saved.content.scores), saved.content.comment]
