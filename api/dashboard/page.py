"""The overview page at `/`: what customers say and what is to be done, for people."""

import logging
import traceback
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from nicegui import Client, html, ui
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.dashboard import findings, query, work
from api.dashboard.elements import empty, section
from api.dashboard.gathering import Offered, Shown, gather
from api.dashboard.head import filters, head, tiles
from api.dashboard.query import View
from api.dashboard.words import say
from api.errors import KINDS
from api.runtime import Runtime
from feedback_ai.errors import FeedbackError
from feedback_ai.schema.messages import kind

logger = logging.getLogger(__name__)

TITLE = "Feedback AI"
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1f4e79"/>'
    '<path d="M4 12V8m4 4V4m4 8V6" stroke="#fff" stroke-width="2"/></svg>'
)
MAX_SECONDS = 60.0
"""How long a slow store may take."""

_STYLE = f"<style>{Path(__file__).with_name('style.css').read_text(encoding='utf-8')}</style>"
# Of one path, two pages: the language of a page is also the browser's and the screen reader's.
_PAGES = {
    "en": ui.page("/", title=TITLE, language="en-US", response_timeout=MAX_SECONDS),
    "zh": ui.page("/", title=TITLE, language="zh-CN", response_timeout=MAX_SECONDS),
}


@_PAGES["en"]
async def overview(request: Request, client: Client) -> Response | None:
    """Show the view that the address asks for."""
    view = query.read(request.query_params.multi_items(), request.headers.get("accept-language", ""))
    if not view.faults and any(not value.strip() for _, value in request.query_params.multi_items()):
        return RedirectResponse(view.address(), 303)  # a form sends what was not chosen, too
    client.page = _PAGES[view.lang]
    ui.page_title(f"{say('title', view.lang)} · {TITLE}")
    ui.add_head_html(_STYLE)
    runtime: Runtime = request.state.runtime
    readers: CapacityLimiter = request.state.readers
    try:
        offered, shown = await to_thread.run_sync(gather, runtime.store, runtime.settings, view, limiter=readers)
    except FeedbackError as error:
        logger.error("Request %s failed: %s", request.state.request_id, error)
        client.status_code = KINDS[error.code].status
        what = KINDS[error.code].title if view.lang == "en" else kind(error.code)
        _failed(view, what, request.state.request_id)
    except Exception as error:
        # As for any request: the text of an unforeseen error may quote a customer.
        place = "".join(traceback.format_tb(error.__traceback__))
        logger.error("Request %s failed: %s\n%s", request.state.request_id, type(error).__name__, place)
        client.status_code = 500
        _failed(view, say("failed_internal", view.lang), request.state.request_id)
    else:
        client.status_code = 422 if view.faults else 200
        _draw(view, offered, shown, has_rules=runtime.settings.routing is not None)
    return None


def _draw(view: View, offered: Offered, shown: Shown | None, *, has_rules: bool) -> None:
    lang = view.lang
    head(view, offered.choices)
    with html.main(id="figures", tabindex="-1"):
        if not offered.choices.n_texts and not view.faults:
            with section("empty", say("empty_store", lang), wide=True):
                empty(say("empty_store_hint", lang), "feedback-ai ingest FILE --source NAME")
            return
        filters(view, offered)
        if view.faults:
            _faults(view)
        elif shown is None:
            with section("empty", say("empty_view", lang), wide=True):
                html.a(say("faults_reset", lang), href=view.reset)
        else:
            tiles(shown.overview, lang)
            with html.div().classes("grid"):
                findings.dimensions(shown, lang)
                findings.trend(shown, lang, view.by)
                work.backlog(shown.overview, lang, view.wanted.unit)
                work.critical(shown.overview, lang)
                findings.topics(shown.overview, lang)
                with html.div().classes("column"):
                    findings.causes(shown, lang)
                    work.teams(shown.overview, lang, has_rules=has_rules)
                findings.drawings(shown, lang)
            versions = ", ".join(f"{model} / {labels}" for model, labels in shown.overview.versions)
            html.p(say("foot", lang, versions=versions)).classes("note foot")


def _faults(view: View) -> None:
    with html.div(role="alert").classes("card wide alert"):
        html.h2(say("faults", view.lang))
        with html.ul():
            for fault in view.faults:
                html.li(fault)
        with html.p():
            html.span(say("faults_hint", view.lang))
            html.a(say("faults_reset", view.lang), href=view.reset)


def _failed(view: View, what: str, request_id: str) -> None:
    with html.main(), html.div(role="alert").classes("card wide alert"):
        html.h1(say("failed", view.lang))
        html.p(say("failed_hint", view.lang, what=what, request=request_id))
