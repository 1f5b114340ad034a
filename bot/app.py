"""The ASGI application: the only place where parts are wired together."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot import __version__
from bot.assistant import watch
from bot.assistant.delivery import WAYS, DeliveryWorker
from bot.assistant.desk_watch import keep_desk
from bot.assistant.housekeeping import keep_tidy
from bot.assistant.tensorflow_absent import stand_in_unless_wanted
from bot.assistant.timetable import keep_time
from bot.channels import (
    checklist_page,
    config,
    feedback,
    files,
    health,
    open_data,
    privacy_page,
    problems,
    site,
    suggest,
    typing,
    web,
)
from bot.channels.areas import Areas
from bot.channels.body_limit import BodyLimit
from bot.channels.configured import DOORS, channels_of
from bot.channels.headers import SecurityHeaders
from bot.channels.messaging.answering import Answering
from bot.channels.messaging.files import Uploads
from bot.channels.messaging.notices import MailboxPush
from bot.channels.messaging.office import Office
from bot.channels.rates.limits import RateLimits, Rates
from bot.channels.request_id import RequestId
from bot.console.site import console, refusal
from bot.console.workspaces import PAGES
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
    app.state.rates = Rates(settings)
    # A process that serves only staff answers no citizen, on whatever door.
    app.state.office = Office(channels_of(settings) if settings.serve_only != "staff" else {})
    app.add_exception_handler(RequestValidationError, problems.on_validation_error)
    app.add_exception_handler(HTTPException, problems.on_http_error)
    app.add_exception_handler(problems.Problem, problems.on_problem)
    app.add_exception_handler(Exception, problems.on_crash)
    for lost in (InterfaceError, OperationalError, PoolTimeout):
        app.add_exception_handler(lost, problems.on_database_lost)
    _guard(app, settings)
    app.add_middleware(RequestId)  # the last added is the first passed
    app.include_router(web.router)
    app.include_router(config.router)
    app.include_router(suggest.router)
    app.include_router(feedback.router)
    for door in DOORS:
        app.include_router(door.router)
    app.include_router(files.router)
    app.include_router(typing.router)
    app.include_router(checklist_page.router)
    app.include_router(open_data.router)
    app.include_router(privacy_page.router)
    app.include_router(health.router)
    app.include_router(site.router)
    app.mount("/staff", console(app, [each.router for each in PAGES]))
    return app


def _guard(app: FastAPI, settings: Settings) -> None:
    """From the inside out: what is added last sees a request first."""
    app.add_middleware(BodyLimit)
    app.add_middleware(RateLimits, rates=app.state.rates, pages={"/staff/": refusal})
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=["Retry-After"],
        )
    app.add_middleware(Areas, settings=settings)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    app.add_middleware(SecurityHeaders, https=settings.public_url.startswith("https://"))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # Loaded beside the open port: /healthz answers at once, /readyz when the assistant can.
    office: Office = app.state.office
    WAYS.push = {name: MailboxPush(channel) for name, channel in office.channels.items()}
    tasks = [
        _watched(each, "background.ended")
        for each in (keep_tidy(), keep_time(), keep_desk(WAYS.push), run_office(app), change_models(app))
    ]
    delivery = DeliveryWorker()
    delivery.start()
    if app.state.assistant is None:
        tasks.append(_watched(asyncio.to_thread(load_assistant, app), "assistant.not_loaded"))
    yield
    for task in tasks:
        task.cancel()
    await app.state.rates.close()
    await asyncio.to_thread(delivery.stop)
    if app.state.assistant is not None:
        await app.state.assistant.close()


async def run_office(app: FastAPI) -> None:
    """The messaging apps, as soon as the assistant can answer; what came in before that waits in the database."""
    office: Office = app.state.office
    while office.channels:
        if app.state.assistant is not None:
            await office.run(Answering(app.state.assistant, Uploads(), app.state.rates))
        await asyncio.sleep(0.1)


async def change_models(app: FastAPI) -> None:
    """Once the first model is there; what this imports needs Rasa, which takes seconds."""
    while app.state.assistant is None:
        await asyncio.sleep(0.5)
    from bot.assistant.follow_model import follow_model

    await follow_model(lambda: app.state.assistant)


def load_assistant(app: FastAPI) -> None:
    """Load model and knowledge; seconds of work, done once. Raises NoModel before anything is trained."""
    stand_in_unless_wanted()
    from bot.assistant.assistant import Assistant
    from bot.assistant.model import model_in_use
    from bot.nlu.knowledge import knowledge_base
    from bot.services.catalogue.cache import items
    from bot.services.faq.cache import faqs

    assistant = Assistant(str(model_in_use()))
    knowledge_base.current()
    items.get("")  # both read all they hold with the first question to them
    faqs.get("")
    spare_the_collector()
    app.state.assistant = assistant
    watch.runs(assistant.model_name)
    log.info("assistant.ready", model=assistant.model_name)


def spare_the_collector() -> None:
    """What is loaded by now stays: the collector need not walk a million objects again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _watched(work: Coroutine[Any, Any, None], event: str) -> asyncio.Task[None]:
    """A task whose failure is a line of the log: nobody waits for it, and asyncio would keep it to itself."""

    def report(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            log.error(event, work=getattr(work, "__name__", ""), exc_info=task.exception())

    task = asyncio.create_task(work)
    task.add_done_callback(report)
    return task
