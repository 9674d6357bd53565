"""Names, passwords, locks and sessions."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.accounts import actions, rules
from services.errors import InvalidInput
from tests.material import NOW


@pytest.mark.parametrize("typed", ["Wang", " wang ", "ＷＡＮＧ", "wAnG"])
def test_username_is_folded_however_it_is_typed(typed):
    assert rules.check_username(typed) == "wang"


@pytest.mark.parametrize("typed", ["王敏", "a.b-c_d@x", "孙立2024"])
def test_username_may_be_chinese_or_an_address(typed):
    assert rules.check_username(typed) == typed.casefold()


@pytest.mark.parametrize("typed", ["", " ", "a", "a" * 41, "two words", "a/b", "<b>", "a\nb", "李\u202e"])
def test_username_hard_to_type_again_is_refused(typed):
    with pytest.raises(InvalidInput):
        rules.check_username(typed)


@pytest.mark.parametrize("password", ["九个字符的密码不够", "a" * 73, "汉" * 25, "administrator1"])
def test_password_that_is_no_password_is_refused(password):
    with pytest.raises(InvalidInput):
        rules.check_password(password, "administrator")


@pytest.mark.parametrize("password", ["a" * 72, "汉" * 24, "十个字符的密码正好用"])
def test_password_of_any_script_passes(password):
    rules.check_password(password, "wang")


@given(st.text(max_size=80), st.text(max_size=20))
def test_password_that_passes_fits_into_bcrypt(password, username):
    try:
        rules.check_password(password, username)
    except InvalidInput:
        return
    assert len(password) >= rules.PASSWORD_MIN_CHARACTERS
    assert len(password.encode()) <= rules.PASSWORD_MAX_BYTES


def test_generated_passwords_pass_and_differ():
    made = {actions.generate_password() for _ in range(50)}

    assert len(made) == 50
    for password in made:
        rules.check_password(password, "wang")


def test_lock_ends_on_time():
    assert not rules.is_locked(None, NOW)
    assert rules.is_locked(NOW + timedelta(seconds=1), NOW)
    assert not rules.is_locked(NOW, NOW)


def test_session_ends_when_revoked_or_idle():
    assert rules.is_session_alive(NOW, None, NOW)
    assert not rules.is_session_alive(NOW, NOW, NOW)
    assert not rules.is_session_alive(NOW - rules.SESSION_IDLE, None, NOW)


def test_token_is_recognised_by_its_hash_alone():
    assert rules.token_hash("a") == rules.token_hash("a") != rules.token_hash("b")
    assert "secret-token" not in rules.token_hash("secret-token")
