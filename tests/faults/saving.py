"""One save a person makes: refused in words while the database is broken, done when it is mended."""

import pytest

from services.cases import actions
from services.errors import StoreUnavailable
from services.terms import Field
from tests.faults import broken
from tests.services import staging


def save(cast, case, text="李文博"):
    """A field of a case, with a long reason."""
    staging.on_case(actions.edit, cast, case, typed={Field.CONTACT_NAME: text}, reason=broken.LONG)


def refused(cast, case):
    """The words a save is refused with."""
    with pytest.raises(StoreUnavailable) as refusal:
        save(cast, case)
    return refusal.value.message, refusal.value.hint


def refused_reading():
    """The words reading is refused with."""
    with pytest.raises(StoreUnavailable) as refusal:
        staging.counter()
    return refusal.value.message, refusal.value.hint


def is_usable(cast, case):
    """The next click works, and only that is written."""
    before = staging.counter()
    save(cast, case)
    assert len(staging.entries(before)) == 1
    assert staging.cases(case.city)[0].contact_name == "李文博"
