"""What a member of staff does in a real browser, and what every page must be free of."""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Locator, Page

from bot.settings import ROOT

PASSWORD = "Zheng-wen-2026"
PICTURES = ROOT / "docs" / "pictures"


class Desk:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def assert_clean(self) -> None:
        assert not self.complaints, self.complaints

    def log_in(self, username: str) -> Desk:
        self.page.goto(f"{self.url}/staff/login")
        self.page.get_by_label("登录名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("navigation", name="主菜单").wait_for()
        return self

    def go(self, path: str) -> Desk:
        try:
            self.page.goto(f"{self.url}{path}")
        except Error as error:
            # A page that is kept up to date went on by itself in the same moment.
            if "ERR_ABORTED" not in error.message:
                raise
            self.page.goto(f"{self.url}{path}")
        self.page.get_by_role("heading", level=1).wait_for()
        return self

    def key_to(self, target: Locator, key: str = "Tab") -> None:
        """Presses `key` until `target` has the focus."""
        for _ in range(200):
            if target.evaluate("(each) => each === document.activeElement"):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not lead to {target}")

    def follow(self, link: Locator) -> None:
        """To another page, and until its script listens to what is typed there."""
        with self.page.expect_navigation():
            link.click()

    def press_by_key(self, target: Locator) -> None:
        """To what leads to another page, and Enter."""
        self.key_to(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()  # of the page that follows: its script listens to what is typed next

    @property
    def flash(self) -> Locator:
        return self.page.locator("#flash .note")

    def violations(self) -> list[str]:
        """What axe finds on the whole page."""
        before = len(self.complaints)
        found = Axe().run(self.page).response["violations"]
        self.complaints[before:] = [each for each in self.complaints[before:] if "inline style" not in each]
        return [f"{each['id']}: {[node['html'][:160] for node in each['nodes']]}" for each in found]

    def picture(self, name: str) -> None:
        """For the staff guide: ZHENGWEN_PICTURES=1 takes them anew."""
        if os.environ.get("ZHENGWEN_PICTURES"):
            small_png(self.page.screenshot(animations="disabled"), PICTURES / f"{name}.png")


def small_png(png: bytes, target: Path) -> None:
    """128 colours: a page of text stays sharp at a fifth of the size."""
    import io

    from PIL import Image

    target.parent.mkdir(exist_ok=True)
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    image.save(target, optimize=True)
