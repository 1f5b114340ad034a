"""What a citizen does with the widget, in a few words."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Locator, Page, Request

from tests.browser.desk import PICTURES, small_png
from tests.browser.fake_server import FakeServer

FIND = """(context) => axe.run(context ?? document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 120))]))"""
FOCUSED = """() => {
  const at = document.querySelector("zw-chat").shadowRoot.activeElement;
  return at?.dataset.title ?? (at?.id || at?.textContent || "");
}"""
NEWEST = {
    "include": [
        [["zw-chat", part]] for part in (".answer:last-child", ".composer", ".strips", ".head", ".menu")
    ],
}


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

    def key_to(self, name: str, key: str) -> None:
        """Presses Tab or Shift+Tab until what is called so has the focus: a button by its title, the input as `words`."""
        for _ in range(60):
            if self.page.evaluate(FOCUSED) == name:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not lead to {name}")

    def type_by_keys(self, text: str) -> Locator:
        count = self.answers.count()
        self.key_to("words", "Tab")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")
        return self.answer(count)

    def choose_by_keys(self, title: str) -> Locator:
        count = self.answers.count()
        self.key_to("words", "Tab")
        self.key_to(title, "Shift+Tab")
        self.page.keyboard.press("Enter")
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

    def violations(self, *, newest: bool = False) -> list[str]:
        """What axe finds on the whole page, the widget's inside included; or in the newest answer and what is around it."""
        before = len(self.complaints)
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(FIND, NEWEST if newest else None)
        # axe measures with inline styles of its own, which the strict policy rightly blocks.
        self.complaints[before:] = [each for each in self.complaints[before:] if "inline style" not in each]
        return [f"{name}: {nodes}" for name, nodes in found]
