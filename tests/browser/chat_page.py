"""What a citizen does with the widget, in a few words."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Request

from tests.browser.desk import PICTURES, small_png
from tests.browser.fake_server import FakeServer


class ChatPage:
    def __init__(self, page: Page, server: FakeServer) -> None:
        self.page = page
        self.server = server
        self.origins = {server.url}
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._request)
        self.panel = page.locator("zw-chat .panel")
        self.launcher = page.locator("zw-chat .launcher")
        self.words = page.locator("zw-chat textarea")
        # What was asked for; a notice may arrive beside it at any moment.
        self.answers = page.locator("zw-chat .answer:not(.pushed)")
        self.said = page.locator("zw-chat .bubble")

    def _console(self, message: ConsoleMessage) -> None:
        # A fault that a test asked for is told by Chromium too; everything else is a defect, CSP above all.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        if not any(request.url.startswith(origin) for origin in self.origins):
            self.complaints.append(f"third party: {request.url}")

    def assert_clean(self) -> None:
        assert not self.complaints, self.complaints

    def visit(self, path: str = "/") -> ChatPage:
        self.page.goto(self.server.url + path)
        self.launcher.or_(self.panel).filter(visible=True).wait_for()
        return self

    def open(self) -> ChatPage:
        self.visit()
        self.launcher.click()
        self.answers.first.wait_for()
        return self

    def say(self, text: str) -> Locator:
        """Types and sends; the answer that comes."""
        count = self.answers.count()
        self.words.fill(text)
        self.words.press("Enter")
        return self.answer(count)

    def choose(self, title: str) -> Locator:
        count = self.answers.count()
        self.page.locator("zw-chat fieldset:enabled").get_by_role("button", name=title, exact=True).click()
        return self.answer(count)

    def answer(self, number: int) -> Locator:
        answer = self.answers.nth(number)
        answer.wait_for()
        return answer

    def focused(self) -> str:
        """Class, id or tag of the focused element inside the widget."""
        return str(
            self.page.evaluate(
                "() => { const a = document.querySelector('zw-chat').shadowRoot.activeElement;"
                " return a ? a.className || a.id || a.tagName : '' }"
            )
        )

    def picture(self, name: str) -> None:
        """For the guide, of the whole page as it stands."""
        self.page.evaluate("document.fonts.ready")
        small_png(self.page.screenshot(animations="disabled"), PICTURES / f"{name}.png")

    def violations(self) -> list[str]:
        """What axe finds on the whole page, the widget's inside included."""
        before = len(self.complaints)
        found = Axe().run(self.page).response["violations"]
        # axe measures with inline styles of its own, which the strict policy rightly blocks.
        self.complaints[before:] = [each for each in self.complaints[before:] if "inline style" not in each]
        return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found]
