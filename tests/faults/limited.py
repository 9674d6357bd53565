"""A save or an upload in a process that may not write: with a largest file size, or as a nobody.

Run as ``python -m tests.faults.limited KIND`` on the database and the file store of the environment;
prints the refusal. A process of its own: neither limit can be taken back.
"""

import json
import os
import pwd
import resource
import signal
import sys

from services.accounts import queries as accounts
from services.errors import StoreUnavailable
from services.store import engine as store
from services.store import files
from tests.faults import saving
from tests.services import staging


def no_larger_files():
    """No file may grow beyond what it is: as a full disk, but for this process alone."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, 4_096))


def nobody():
    """An account of the system that may read everything here and write nothing."""
    os.setgroups([])
    os.setuid(pwd.getpwnam("nobody").pw_uid)


def main():
    """Save a case or keep a file, and print with which words it is refused."""
    limit, what = sys.argv[1:3]
    {"size": no_larger_files, "nobody": nobody}[limit]()
    try:
        if what == "file":
            files.keep(b"x" * 10_000)
        else:
            with store.reading() as session:
                cast = {"wang": accounts.actor_named(session, "wang", "app")}
            saving.save(cast, staging.cases("鄂州市")[0])
        said = None
    except StoreUnavailable as refusal:
        said = [refusal.message, refusal.hint]
    os.write(1, json.dumps(said).encode())


if __name__ == "__main__":
    main()
