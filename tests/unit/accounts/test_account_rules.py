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


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "1111111111", "abcabcabcabc", "Password2024", "PASSWORD-2024!", "woaini1314520",
        "1qaz2wsx3edc", "Qwertyuiop", "湖北省科学技术协会", "湖北省科协20241001", "wuhan12345678",
    ],
)  # fmt: skip
def test_password_that_is_tried_first_is_refused(password):
    with pytest.raises(InvalidInput):
        rules.check_password(password, "li")


@pytest.mark.parametrize("password", ["abcd" * 18, "江汉路上" * 6, "十个字符的密码正好用"])
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


@given(st.integers(1, 10_000))
def test_every_fifth_failure_locks_and_no_block_is_endless(failures):
    block = rules.name_block(failures)

    assert (block >= rules.LOCK) == (failures % rules.ATTEMPTS_BEFORE_LOCK == 0)
    assert timedelta() <= block <= rules.LONGEST_LOCK
    assert (block == timedelta()) == (failures < rules.ATTEMPTS_BEFORE_WAIT)


@given(
    st.integers(1, 10_000), st.sampled_from(["10.0.0.7", "192.168.3.4", "172.16.9.9", "127.0.0.1", "fd00::1"])
)
def test_office_address_is_never_locked_out(failures, address):
    assert rules.address_block(failures, address) <= rules.LONGEST_OFFICE_WAIT


def test_address_from_outside_is_locked_out_late():
    assert rules.address_block(rules.ADDRESS_ATTEMPTS_BEFORE_WAIT - 1, "59.172.8.9") == timedelta()
    assert rules.address_block(rules.ADDRESS_ATTEMPTS_BEFORE_LOCK - 1, "59.172.8.9") < rules.LOCK
    assert rules.address_block(rules.ADDRESS_ATTEMPTS_BEFORE_LOCK, "59.172.8.9") == rules.LOCK


def test_address_nobody_understands_is_no_office():
    assert not rules.is_office("")
    assert not rules.is_office("unix:socket")


def test_session_ends_when_revoked_or_idle():
    assert rules.is_session_alive(NOW, None, NOW, 5)
    assert not rules.is_session_alive(NOW, NOW, NOW, 5)
    assert rules.is_session_alive(NOW - timedelta(minutes=5) + timedelta(seconds=1), None, NOW, 5)
    assert not rules.is_session_alive(NOW - timedelta(minutes=5), None, NOW, 5)


def test_token_is_recognised_by_its_hash_alone():
    assert rules.token_hash("a") == rules.token_hash("a") != rules.token_hash("b")
    assert "secret-token" not in rules.token_hash("secret-token")
