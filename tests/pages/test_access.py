"""Who sees which page: the same table for navigation, guard and service."""

import pytest
from streamlit.testing.v1 import AppTest

from tests import rights
from tests.material import CAST
from tests.pages.reading import words
from ui.screens import SCREENS, path


def test_app_signed_out_shows_the_form_and_nothing_else(signed_out):
    app = signed_out()

    assert not app.exception
    assert [field.label for field in app.text_input] == ["用户名", "密码"]
    assert app.title[0].value == "企创工作台"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.file)
def test_page_file_run_on_its_own_stops_at_its_guard(sqlite, screen):
    # A freshly started server hands out page files by URL without the screen script before them.
    app = AppTest.from_file(str(path(screen.file))).run()

    assert not app.exception
    assert words(app) == "您尚未登录，或登录已失效。请返回首页登录。"


@pytest.mark.parametrize("name", CAST)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.file)
def test_page_opens_exactly_for_the_roles_of_the_table(sign_in, name, screen):
    if CAST[name][1] in rights.PAGES[screen.file]:
        app = sign_in(name, screen.file)

        assert not app.exception
        assert app.title
        assert "系统出错" not in words(app)
    else:
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            sign_in(name, screen.file)
