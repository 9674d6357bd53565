"""A server that cannot start, and a sign-in that meets no database: said where somebody reads it."""

import os
import subprocess
import sys

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import app
import ui.session
from services.accounts import signing_in
from tests.e2e.server import ROOT
from tests.faults import broken
from tests.material import PASSWORD


def test_server_without_a_place_for_its_database_says_so_and_ends(tmp_path, entry):
    (tmp_path / "file").touch()
    url = f"sqlite:///{tmp_path / 'file' / 'data' / 'x.db'}"

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.port",
            "0",
            "--server.address",
            "127.0.0.1",
        ],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    [said] = [line for line in done.stderr.splitlines() if line.startswith("程序没有启动。")]
    assert "无法建立数据目录" in said
    assert entry(said)


@pytest.mark.parametrize("kind", ["ticket", "gate"])
def test_request_that_meets_no_database_is_answered_with_a_number(sqlite, cast, entry, kind):
    ticket = signing_in.sign_in("wang", PASSWORD, address="10.1.2.3", now=ui.session.now()).ticket
    server = Starlette(routes=app.ROUTES, middleware=app.app._user_middleware)
    client = TestClient(server, base_url="http://testserver")

    with broken.gone("sqlite"):
        if kind == "ticket":
            answer = client.post("/auth/session", content=ticket, headers={"origin": "http://testserver"})
        else:
            answer = client.get("/media/a.xlsx", headers={"cookie": f"{ui.session.COOKIE}=nobody"})

    assert answer.status_code == 503
    assert answer.text.startswith("数据库文件不见了。")
    assert entry(answer.text)
