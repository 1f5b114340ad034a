"""`python -m bot serve`."""

from __future__ import annotations

import typer


def serve(
    host: str = typer.Option(None, help="监听地址，默认 127.0.0.1（环境变量 ZHENGWEN_HOST）"),
    port: int = typer.Option(None, envvar="PORT", help="端口，默认 8000"),
) -> None:
    """启动服务：网页、对话接口、Rasa 与动作在同一个进程里。"""
    import uvicorn

    from bot.logs import configure_logging
    from bot.settings import get_settings

    settings = get_settings()
    configure_logging(settings.log_level)
    host, port = host or settings.host, port or settings.port
    typer.echo(f"政问正在启动，地址 http://{host}:{port}/ （按 Ctrl+C 停止）")
    uvicorn.run(
        "bot.app:create_app",
        factory=True,
        host=host,
        port=port,
        ws="none",  # push is server-sent events
        log_config=None,
        access_log=False,  # it would print tokens of broken clients; metrics count requests
        timeout_keep_alive=30,
        server_header=False,
    )
