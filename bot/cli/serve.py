"""`python -m bot serve`."""

from __future__ import annotations

import enum
import errno
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

import structlog
import typer

if TYPE_CHECKING:
    from fastapi import FastAPI

log = structlog.get_logger()

_STREAMS_END_S = 5  # a turn takes milliseconds; what still runs then is somebody who listens


class Area(str, enum.Enum):
    all = "all"
    citizen = "citizen"
    staff = "staff"


def serve(
    host: str = typer.Option(None, help="监听地址，默认 127.0.0.1（环境变量 ZHENGWEN_HOST）"),
    port: int = typer.Option(None, envvar="PORT", help="端口，默认 8000"),
    only: Area = typer.Option(None, help="只开市民的门或只开工作台（环境变量 ZHENGWEN_SERVE_ONLY）"),
) -> None:
    """启动服务：网页、对话接口、Rasa 与动作在同一个进程里。"""
    from bot.cli.output import fail
    from bot.db.keyring import keyring
    from bot.logs import configure_logging, log_uncaught
    from bot.services.identity.mask import mask_text
    from bot.settings import get_settings

    settings = get_settings()
    if only is not None:
        settings = settings.model_copy(update={"serve_only": only.value})
    keyring()  # a key that cannot be used is said now, not to the first citizen
    configure_logging(settings.log_level, mask_text)
    log_uncaught()
    host, port = host or settings.host, port or settings.port
    if _is_taken(host, port):
        raise fail(f"{host} 的端口 {port} 已被占用。请用 PORT= 指定其他端口，例如 PORT={port + 1} make run")
    url = f"http://{host}:{port}/"
    _tell(f"正在加载模型，地址 {url} （按 Ctrl+C 停止）", "serve.loading", url=url)
    import uvicorn

    from bot.app import create_app
    from bot.assistant.model import NoModel, latest_model
    from bot.assistant.signature import trusted
    from bot.channels.patience import PatientProtocol
    from bot.nlu.encoder import EncoderError, encoder

    try:
        with trusted(latest_model()):
            encoder()
    except (NoModel, EncoderError) as error:
        raise fail(str(error)) from error

    app = create_app(settings)
    threading.Thread(target=_announce, args=(app, url), daemon=True).start()
    uvicorn.run(
        app,
        host=host,
        port=port,
        ws="none",  # push is server-sent events
        log_config=None,
        access_log=False,  # it would print tokens of broken clients; metrics count requests
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_STREAMS_END_S,  # a stream of notices never ends by itself
        server_header=False,
        proxy_headers=False,  # the application believes the proxies that the settings name
        http=PatientProtocol,
        limit_concurrency=settings.max_connections,
    )


def _is_taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE  # anything else uvicorn says itself
    return False


def _announce(app: FastAPI, url: str) -> None:
    started = time.monotonic()
    while app.state.assistant is None:
        time.sleep(0.1)
    seconds = round(time.monotonic() - started, 1)
    _tell(f"政问已就绪（{seconds} 秒），请打开 {url}", "serve.ready", url=url, seconds=seconds)


def _tell(words: str, event: str, **values: object) -> None:
    """In words to whoever started it by hand, as JSON to what collects the lines."""
    if sys.stdout.isatty():
        typer.echo(words)
    else:
        log.info(event, **values)
