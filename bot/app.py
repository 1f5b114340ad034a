"""The ASGI application: the only place where parts are wired together."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from starlette.exceptions import HTTPException

from bot import __version__
from bot.assistant import watch
from bot.assistant.delivery import WAYS, DeliveryWorker
from bot.assistant.housekeeping import keep_tidy
from bot.assistant.tensorflow_absent import stand_in_unless_wanted
from bot.channels import checklist_page, config, files, health, problems, site, web
from bot.channels.body_limit import BodyLimit
from bot.channels.configured import DOORS, channels_of
from bot.channels.messaging.answering import Answering
from bot.channels.messaging.files import Uploads
from bot.channels.messaging.notices import MailboxPush
from bot.channels.messaging.office import Office
from bot.channels.request_id import RequestId
from bot.console import accounts, audit, home, login, me
from bot.console.faq import desk, edit, inbox, past, release, review, sheets, try_it
from bot.console.settings import pages as settings_pages
from bot.console.site import console
from bot.console.work import bookings, cases, orders
from bot.settings import Settings, get_settings

log = structlog.get_logger()


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or get_settings()
    app = FastAPI(
        title="政问 Zhengwen",
        version=__version__,
        description="政务服务智能助手的对话接口。错误为 RFC 9457 problem JSON，`detail` 是给市民看的中文。",
        lifespan=_lifespan,
        docs_url=None,  # its page loads scripts from elsewhere; the description is at /openapi.json
        redoc_url=None,
    )
    app.state.assistant = None
    app.state.office = Office(channels_of(settings))
    app.add_exception_handler(RequestValidationError, problems.on_validation_error)
    app.add_exception_handler(HTTPException, problems.on_http_error)
    app.add_exception_handler(problems.Problem, problems.on_problem)
    app.add_exception_handler(Exception, problems.on_crash)
    app.add_middleware(BodyLimit)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
        )
    app.add_middleware(RequestId)  # the last added is the first passed
    app.include_router(web.router)
    app.include_router(config.router)
    for door in DOORS:
        app.include_router(door.router)
    app.include_router(files.router)
    app.include_router(checklist_page.router)
    app.include_router(health.router)
    app.include_router(site.router)
    pages = (
        login,
        home,
        me,
        past,
        desk,
        edit,
        review,
        release,
        try_it,
        sheets,
        inbox,
        cases,
        bookings,
        orders,
        accounts,
        settings_pages,
        audit,
    )
    app.mount("/staff", console(app, [each.router for each in pages]))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # Loaded beside the open port: /healthz answers at once, /readyz when the assistant can.
    tasks = [asyncio.create_task(keep_tidy()), asyncio.create_task(run_office(app))]
    office: Office = app.state.office
    WAYS.push = {name: MailboxPush(channel) for name, channel in office.channels.items()}
    delivery = DeliveryWorker()
    delivery.start()
    if app.state.assistant is None:
        loading = asyncio.create_task(asyncio.to_thread(load_assistant, app))
        loading.add_done_callback(_report)
        tasks.append(loading)
    yield
    for task in tasks:
        task.cancel()
    await asyncio.to_thread(delivery.stop)


async def run_office(app: FastAPI) -> None:
    """The messaging apps, as soon as the assistant can answer; what came in before that waits in the database."""
    office: Office = app.state.office
    while office.channels:
        if app.state.assistant is not None:
            await office.run(Answering(app.state.assistant, Uploads()))
        await asyncio.sleep(0.1)


def load_assistant(app: FastAPI) -> None:
    """Load model and knowledge; seconds of work, done once. Raises NoModel before anything is trained."""
    stand_in_unless_wanted()
    from bot.assistant.assistant import Assistant
    from bot.assistant.model import latest_model
    from bot.nlu.knowledge import knowledge_base
    from bot.services.catalogue.cache import items
    from bot.services.faq.cache import faqs

    assistant = Assistant(str(latest_model()))
    knowledge_base.current()
    items.get("")  # both read all they hold with the first question to them
    faqs.get("")
    # What is loaded by now stays: the collector need not walk a million objects again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    app.state.assistant = assistant
    watch.runs(assistant.model_name)
    log.info("assistant.ready", model=assistant.model_name)


def _report(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("assistant.not_loaded", exc_info=task.exception())
