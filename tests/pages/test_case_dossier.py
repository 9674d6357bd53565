"""案例页的案例档案：得分、名单、原因和可下载的档案。"""

import pytest
from sqlmodel import select

from services.errors import RuleViolation
from services.export import dossier_facts
from services.store.engine import reading
from services.store.models import AuditEntry
from tests.pages.reading import button, words
from tests.services import defended, reviewing, staging


@pytest.fixture
def listed(sqlite, cast):
    return defended.listed(cast)


def downloads(app):
    return [one for one in app.get("download_button") if one.proto.label == "下载"]


def test_case_in_the_list_shows_figures_place_and_reason(listed, sign_in):
    app = sign_in("wang", "case", id=str(listed[-1]))

    assert not app.exception
    assert ":green-badge[入选案例] 第 1 版，按得分第 1 位" in words(app)
    assert "（第 1 名）" in words(app)
    assert "凭分数入选：名单总数不变，单独取消任何一条规则也仍在名单里。" in words(app)


def test_case_outside_the_list_says_why(listed, sign_in):
    app = sign_in("wang", "case", id=str(listed[0]))

    assert ":gray-badge[未列入入选案例] 第 1 版" in words(app)
    assert "分数不足未入选" in words(app)


def test_dossier_is_built_on_the_page_and_logged(listed, sign_in):
    app = sign_in("wang", "case", id=str(listed[-1]))
    assert downloads(app) == []

    button(app, "生成案例档案").click().run()

    assert not app.exception
    assert len(downloads(app)) == 1
    assert "已与数据库核对一致。" in words(app)
    with reading() as session:
        assert (
            session.exec(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first()
            == "export.download"
        )


def test_dossier_of_another_case_is_not_offered(listed, sign_in):
    app = sign_in("wang", "case", id=str(listed[-1]))
    button(app, "生成案例档案").click().run()

    app.query_params["id"] = str(listed[0])
    app.run()

    assert not app.exception
    assert downloads(app) == []


def test_refusal_is_a_sentence(listed, sign_in, monkeypatch):
    app = sign_in("wang", "case", id=str(listed[-1]))

    def refuse(*_):
        raise RuleViolation("求解没有在限定时间内证明结果。", "请重试。")

    monkeypatch.setattr(dossier_facts, "selected", refuse)
    button(app, "生成案例档案").click().run()

    assert not app.exception
    assert "求解没有在限定时间内证明结果。" in words(app)
    assert downloads(app) == []


def test_early_case_offers_its_dossier_without_figures(sqlite, cast, sign_in):
    staging.recommending(cast)
    staging.bring(cast, "天门市", [reviewing.row(1)])
    [case] = staging.cases()

    app = sign_in("wang", "case", id=str(case.id))

    assert not app.exception
    assert button(app, "生成案例档案")
    assert "核定得分" not in words(app)


def test_exports_page_offers_the_bundle_and_no_dossier(listed, sign_in):
    app = sign_in("wang", "exports")

    assert "**复核包**" in words(app)
    assert "**案例档案**" not in words(app)
    bundle = next(one for one in app.button if one.key == "exports.evidence.zip")
    bundle.click().run()
    assert not app.exception
    assert "复核包（内部）" in words(app)
