"""企创工作台的命令行：页面能做的事，不开浏览器也能做。用法见 python manage.py --help。"""

import getpass
import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from sqlmodel import Session

from services import runlog
from services.accounts import actions as account_actions
from services.accounts import queries as account_queries
from services.accounts.rules import SYSTEM, Actor, fold_username
from services.backup import making, restoring
from services.demo.actions import fill, in_words
from services.edition import toml_file
from services.edition.terms import Stage
from services.errors import DomainError, InvalidInput, NotFound, StoreUnavailable
from services.export.delivering import deliver
from services.export.drafting import Wish
from services.export.terms import ExportFormat, ExportKind
from services.findings import Level
from services.intake import batch
from services.intake.inspection import every, files_in
from services.intake.inspection import in_words as inspected
from services.intake.inspection import inspect as inspect_files
from services.intake.terms import Mode
from services.materials import importing
from services.review.assignment import actions as assignment
from services.review.assignment import wording as assignment_told
from services.startup import keep_private, ready
from services.status.queries import status as read_status
from services.store import invariants
from services.store.engine import reading, work
from services.terms import Role

DONE, FOUND_ERRORS, REFUSED = 0, 1, 2

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)
accounts = typer.Typer(no_args_is_help=True, help="账号：创建、查看、停用、重置密码。")
app.add_typer(accounts, name="account")

Db = Annotated[str | None, typer.Option("--db", help="数据库地址，默认与页面相同")]
AsJson = Annotated[bool, typer.Option("--json", help="只在标准输出打印一个 JSON 文档")]
EditionFile = Annotated[Path, typer.Option("--edition", help="届次文件")]
Problems = Annotated[list[Path], typer.Argument(help="遴选问题（JSON），可以多份")]
Reviews = Annotated[Path, typer.Argument(help="评分（JSON）")]
Until = Annotated[Stage, typer.Option("--until", help="做到哪个阶段：recommend 或 review")]
ActorName = Annotated[str | None, typer.Option("--actor", help="以哪个账号办理")]


def now() -> datetime:
    """The moment of this command."""
    return datetime.now(UTC)


def say(text: str) -> None:
    """Progress and remarks; the answer itself goes to stdout."""
    typer.echo(text, err=True)


def answer(document: Any, as_json: bool, text: Callable[[], str]) -> None:
    """The answer: one JSON document, or sentences."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else text())


def use(db: str | None) -> None:
    """Work on another database than the app's."""
    if db:
        os.environ["DATABASE_URL"] = db


def acting_as(session: Session, name: str | None) -> Actor:
    """The account the command acts as; asked for on a terminal where it is missing."""
    if not name and sys.stdin.isatty():
        name = typer.prompt("以哪个账号办理", err=True)
    if not name:
        raise InvalidInput("没有说明以哪个账号办理。", "请加上 --actor 用户名。")
    return account_queries.actor_named(session, name, "manage.py", here())


def acting_or_system(session: Session, name: str | None) -> Actor:
    """The named account; where nobody is named, as in a scheduled task, the program itself."""
    return acting_as(session, name) if name else replace(SYSTEM, address=here())


def here() -> str:
    """Whose terminal this is, for the log."""
    return f"{getpass.getuser()}@{socket.gethostname()}"


@app.command()
def init(edition: EditionFile = toml_file.DEFAULT, db: Db = None, as_json: AsJson = False) -> None:
    """建立或升级数据库，装载届次；可重复运行。"""
    use(db)
    found = ready(edition)
    answer(found.as_json(), as_json, found.in_words)


@app.command()
def inspect(
    files: Annotated[list[Path], typer.Argument(help="要检查的文件或文件夹")],
    city: Annotated[str | None, typer.Option("--city", help="报送市州")] = None,
    edition: EditionFile = toml_file.DEFAULT,
    _db: Db = None,
    as_json: AsJson = False,
) -> None:
    """读取文件并报告问题，不接触数据库。"""
    is_whole = any(path.is_dir() for path in files)
    document = inspect_files(files_in(files), toml_file.read(edition), city=city, is_whole=is_whole)
    answer(document, as_json, lambda: inspected(document))
    found = [*document["findings"], *(f for d in every(document["documents"]) for f in d["findings"])]
    raise typer.Exit(FOUND_ERRORS if any(f["level"] == Level.ERROR for f in found) else DONE)


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="汇总表、材料包、推荐表、PDF、视频，或文件夹")],
    city: Annotated[str | None, typer.Option("--city", help="报送市州")] = None,
    mode: Annotated[Mode | None, typer.Option("--mode", help="补报 supplement 或替换 replace")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说明会怎样，不写入")] = False,
    reason: Annotated[str, typer.Option("--reason", help="截止日期之后仍然入库的理由")] = batch.UNSTATED,
    actor: ActorName = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """登记、入库并对应材料，与页面相同；逐份说明入库了什么、留下了什么、为什么。"""
    use(db)
    chosen = files_in(files)
    with reading() as session:
        acting = acting_as(session, actor)
    imported = importing.import_files(
        chosen,
        actor=acting,
        now=now(),
        city=city,
        mode=mode,
        reason=reason,
        is_trial=dry_run,
        say=lambda name: say(f"正在读取 {name} …"),
    )
    answer(imported.as_json(), as_json, imported.in_words)
    raise typer.Exit(DONE if imported.is_done else FOUND_ERRORS)


@app.command()
def status(db: Db = None, as_json: AsJson = False) -> None:
    """名额、类型、园区比例和进度，与总览页同一口径。"""
    use(db)
    with reading() as session:
        found = read_status(session, now())
    answer(found.as_json(), as_json, found.in_words)


@app.command()
def assign(
    reviews_per_case: Annotated[int | None, typer.Option(help="每件案例几份；不写则按本轮的设定")] = None,
    load_max: Annotated[int | None, typer.Option(help="每位专家最多几件；不写则由系统计算")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说明会怎样，不公布")] = False,
    reason: Annotated[str, typer.Option("--reason", help="更改已公布分配的理由")] = "",
    actor: ActorName = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """生成并公布评审分配：每位几件、哪些案例没有本类别的专家、专家之间能否比较。"""
    use(db)
    numbers: dict[str, int | None] = {"reviews_per_case": reviews_per_case, "load_max": load_max}
    with work() as session:
        acting = acting_as(session, actor)
        found = assignment.assign(
            session, actor=acting, **numbers, is_trial=dry_run, reason=reason, now=now()
        )
    answer(assignment_told.as_json(found), as_json, lambda: assignment_told.in_words(found))


@app.command()
def solve(problems: Problems, _db: Db = None, as_json: AsJson = False) -> None:
    """按规则精确求出名单、同分待定的案例和最低入选分，或说明哪些规则不能同时满足；不接触数据库。"""
    from services.selection.solving import solve_files  # noqa: PLC0415  # 0.6 s and 115 MB no other command needs

    found = solve_files(problems)
    answer(found.as_json(), as_json, found.in_words)


@app.command()
def calibrate(reviews: Reviews, _db: Db = None, as_json: AsJson = False) -> None:
    """估计每位专家的宽严、扣除宽严后的得分和专家之间的一致程度；不接触数据库。"""
    from services.scoring.calibrating import calibrate_file  # noqa: PLC0415  # as above

    found = calibrate_file(reviews)
    answer(found.as_json(), as_json, found.in_words)


@app.command()
def export(
    what: Annotated[ExportKind, typer.Argument(help="导出什么")],
    form: Annotated[ExportFormat, typer.Option("--format", help="文件格式")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件")],
    city: Annotated[str | None, typer.Option("--city", help="市州（按市州出的必填，压缩包除外）")] = None,
    actor: ActorName = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """导出汇总表、总表、名单、公示和公布文稿、函件、得分汇总表、专家评分表（压缩包）或空白附件。"""
    use(db)
    with reading() as session:
        acting = acting_as(session, actor)
    made = deliver(Wish(what, form, city), actor=acting, now=now())
    _write(output, made.content)
    document = {"file": str(output), "name": made.name, "rows": made.rows, "bytes": len(made.content)}
    answer(document, as_json, lambda: f"已写入 {output}（{made.name}，{made.rows} 件）。")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="写到哪个文件；给出目录时按时间命名")],
    actor: ActorName = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """备份数据库、原始文件和届次文件，程序不必停止；不写 --actor 时以系统身份办理。"""
    use(db)
    with reading() as session:
        acting = acting_or_system(session, actor)
    made = making.make(file, actor=acting, now=now())
    answer(made.as_json(), as_json, made.in_words)
    raise typer.Exit(FOUND_ERRORS if made.manifest.problems else DONE)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    replace_existing: Annotated[
        bool, typer.Option("--replace", help="替换正在使用的数据库，现有数据先自动备份")
    ] = False,
    actor: ActorName = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """核对备份并恢复到空的数据库；请先停止程序。"""
    use(db)
    restored = restoring.restore(
        file,
        acting=lambda session: acting_or_system(session, actor),
        is_replacing=replace_existing,
        now=now(),
    )
    answer(restored.as_json(), as_json, restored.in_words)
    raise typer.Exit(FOUND_ERRORS if restored.manifest.problems else DONE)


@app.command()
def verify(db: Db = None, as_json: AsJson = False) -> None:
    """检查数据库是否自洽、日志是否完整、原始文件是否未变。"""
    use(db)
    with reading() as session:
        violations = invariants.check(session)
    document = {"ok": not violations, "violations": [v.as_json() for v in violations]}
    answer(document, as_json, lambda: "\n".join(v.message for v in violations) or "全部检查通过。")
    raise typer.Exit(FOUND_ERRORS if violations else DONE)


@app.command()
def demo(until: Until = Stage.REVIEW, db: Db = None, as_json: AsJson = False) -> None:
    """在空数据库里建立一个虚构的完整届次，并打印演示账号。"""
    use(db)
    people = fill(now(), until=until)
    answer({"accounts": [one.as_json() for one in people]}, as_json, lambda: in_words(people))


@accounts.command("add")
def account_add(
    username: Annotated[str, typer.Argument(help="用户名")],
    role: Annotated[Role, typer.Option("--role", help="角色")],
    name: Annotated[str, typer.Option("--name", help="姓名")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="从标准输入读取密码，否则自动生成")
    ] = False,
    actor: ActorName = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """创建账号。第一个账号须是系统管理员，不需要 --actor。"""
    use(db)
    hashed, shown = _new_password(username, password_stdin)
    with work() as session:
        if not account_queries.any_account(session):
            _first(session, username, role, name, hashed)
        else:
            account_actions.create(
                session,
                actor=acting_as(session, actor),
                username=username,
                display_name=name or username,
                role=role,
                password_hash=hashed,
                now=now(),
            )
    answer(
        {"username": username, "role": role.value, "password": shown},
        as_json,
        lambda: f"已创建{role.label}账号“{username}”" + (f"，初始密码：{shown}" if shown else "") + "。",
    )


@accounts.command("list")
def account_list(db: Db = None, as_json: AsJson = False) -> None:
    """列出全部账号。"""
    use(db)
    with reading() as session:
        known = account_queries.accounts(session)
    document = {"accounts": [account.as_json() for account in known]}
    answer(document, as_json, lambda: "\n".join(a.in_words() for a in known) or "还没有账号。")


@accounts.command("disable")
def account_disable(
    username: Annotated[str, typer.Argument(help="用户名")],
    reason: Annotated[str, typer.Option("--reason", help="理由")] = "",
    actor: ActorName = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """停用账号。"""
    use(db)
    with _changing(username, actor) as (session, acting, account_id):
        account_actions.set_disabled(
            session, actor=acting, account_id=account_id, is_disabled=True, reason=reason, now=now()
        )
    answer({"username": username, "disabled": True}, as_json, lambda: f"账号“{username}”已停用。")


@accounts.command("reset")
def account_reset(
    username: Annotated[str, typer.Argument(help="用户名")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="从标准输入读取新密码")] = False,
    actor: ActorName = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """重置密码，并退出该账号的全部登录。"""
    use(db)
    hashed, shown = _new_password(username, password_stdin)
    with _changing(username, actor) as (session, acting, account_id):
        account_actions.reset_password(
            session, actor=acting, account_id=account_id, password_hash=hashed, now=now()
        )
    answer(
        {"username": username, "password": shown},
        as_json,
        lambda: f"账号“{username}”的密码已重置" + (f"：{shown}" if shown else "") + "。",
    )


def _first(session: Session, username: str, role: Role, name: str, hashed: str) -> None:
    if role is not Role.ADMIN:
        raise InvalidInput("第一个账号须是系统管理员。", "请先用 --role admin 创建系统管理员。")
    account_actions.create_first_administrator(
        session,
        username=username,
        display_name=name,
        password_hash=hashed,
        now=now(),
        origin="manage.py",
        address=here(),
    )


@contextmanager
def _changing(username: str, actor: str | None) -> Iterator[tuple[Session, Actor, int]]:
    """A unit of work on an account, who acts in it, and the account's id."""
    with work() as session:
        acting = acting_as(session, actor)
        found = [a.id for a in account_queries.accounts(session) if a.username == fold_username(username)]
        if not found:
            raise NotFound(f"账号“{username}”")
        yield session, acting, found[0]


def _new_password(username: str, from_stdin: bool) -> tuple[str, str | None]:
    """The hash of a typed password, or that of a made one and the password, which somebody has to be told."""
    if from_stdin:
        typed = getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        return account_actions.hash_password(typed, username), None
    made = account_actions.generate_password()
    return account_actions.hash_password(made, username), made


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"无法写入 {path}。", "请检查目录和权限后重试。") from error


def refuse(error: DomainError, as_json: bool) -> NoReturn:
    """Say a refusal: a sentence on stderr, with --json an object on stdout; never a traceback."""
    hint = error.hint
    if isinstance(error, StoreUnavailable):
        hint += f"编号 {number(error)}，请告知管理员。"
    if as_json:
        body = {"code": error.code, "message": error.message, "hint": hint}
        typer.echo(json.dumps({"error": body}, ensure_ascii=False))
    say(f"{error.message}{hint}")
    raise SystemExit(REFUSED)


def number(error: BaseException) -> str:
    """Write the error to the log; what it is known by there."""
    return runlog.number(error, page=" ".join(["manage.py", *sys.argv[1:2]]), address=here())


def main() -> None:
    """Run a command; whatever goes wrong is a Chinese sentence."""
    keep_private()
    runlog.start()
    wants_json = "--json" in sys.argv
    if "--debug" in sys.argv:
        sys.argv.remove("--debug")
        app()
    try:
        code = app(standalone_mode=False)
    except DomainError as error:
        refuse(error, wants_json)
    except typer.TyperException as error:
        told = f"命令或参数不正确：{error}"
        refuse(InvalidInput(told, " 请运行 python manage.py --help 查看用法。"), wants_json)
    except (KeyboardInterrupt, typer.Abort):
        refuse(InvalidInput("已中断，没有写入任何内容。"), wants_json)
    except Exception as error:
        refuse(
            DomainError(
                f"系统出错（{type(error).__name__}），本次操作未保存。",
                f"请把编号 {number(error)} 告知管理员；加上 --debug 可看到详情。",
            ),
            wants_json,
        )
    raise SystemExit(code or DONE)


if __name__ == "__main__":
    main()
