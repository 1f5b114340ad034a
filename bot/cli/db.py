"""`python -m bot db …`."""

from __future__ import annotations

import typer

from bot.cli.backup import backup, restore
from bot.cli.options import JsonOption

app = typer.Typer(help="数据库：升级结构、导入初始内容、备份、恢复", no_args_is_help=True)


app.command()(backup)
app.command()(restore)


@app.command()
def upgrade(as_json: JsonOption = False) -> None:
    """把数据库结构升级到最新版本（首次运行时建库）。"""
    from sqlalchemy.exc import OperationalError

    from bot.cli.output import fail, show, working
    from bot.db import migrate
    from bot.settings import get_settings

    url = get_settings().database_url
    try:
        with working("正在升级数据库结构"):
            before = migrate.current(url)
            migrate.upgrade(url)
            after = migrate.current(url)
    except (OperationalError, OSError, ValueError) as error:
        raise fail(f"无法升级数据库：{getattr(error, 'orig', None) or error}") from error
    text = (
        f"数据库结构已是最新（{after}）"
        if before == after
        else f"数据库结构已升级：{before or '空库'} → {after}"
    )
    show(as_json, {"before": before, "after": after}, text)


@app.command()
def seed(as_json: JsonOption = False) -> None:
    """导入随软件附带的事项、表单、政策问答和政策文件，发布第一版，训练诉求分办；可重复运行，不覆盖人工修改。"""
    from dataclasses import asdict

    from bot.cli.database import transaction
    from bot.cli.output import show, working
    from bot.logs import configure_logging

    configure_logging("ERROR")
    from bot.services.routing.store import learn
    from bot.services.seed import seed as run
    from bot.settings import get_settings

    settings = get_settings()
    with transaction() as session, working("正在导入事项、政策问答和政策文件"):
        report = run(
            session,
            settings.catalogue_dir,
            settings.faq_dir,
            settings.region_code,
            settings.city,
            settings.policies_dir,
        )
        learnt = learn(session)
    lines = [str(report.catalogue), str(report.faq), str(report.policies), str(learnt)]
    if report.release is None:
        lines.append("政策问答已由工作人员维护，未自动发布")
    else:
        state = "没有变化" if report.release.unchanged else "已发布"
        lines.append(f"第{report.release.sequence}号发布版本{state}，共{report.release.entries}条")
        lines += [f"未发布：{finding}" for finding in report.release.skipped]
    show(as_json, {**asdict(report), "routing": asdict(learnt)}, "\n".join(lines))
