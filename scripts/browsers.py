"""The website's window in Firefox and in WebKit, Safari's engine, used as citizens do; not part of `make test`.

    apt-get install firefox-esr webkit2gtk-driver xvfb
    xvfb-run -a python -m scripts.browsers http://127.0.0.1:8000 --pictures /tmp

Asks, chooses, fills in a field, takes 长辈版 and 繁體, reloads. A line a browser; exit 1 when one of them cannot.
"""

from __future__ import annotations

import argparse
import base64
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scripts.webdrivers import Driver, Marionette, WebKit, until

_ENTER = "\ue007"
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_FIND = """const [selector, words] = arguments;
const inside = document.querySelector("zw-chat")?.shadowRoot?.querySelectorAll(selector) ?? [];
return [...inside].filter((each) => each.getClientRects().length && !each.matches(":disabled") &&
  (!words || each.innerText.trim() === words || each.getAttribute("aria-label") === words)).at(-1) ?? null;"""
_TEXT = """return [...(document.querySelector("zw-chat")?.shadowRoot?.querySelectorAll(arguments[0]) ?? [])]
  .map((each) => each.innerText).join("\\n");"""
_OVERFLOW = """const panel = document.querySelector("zw-chat").shadowRoot.querySelector(".panel");
return [...panel.querySelectorAll("*")].filter((each) => each.getClientRects().length
  && each.getBoundingClientRect().right > panel.getBoundingClientRect().right + 1).map((each) => each.className);"""


_NEWEST = """const inside = document.querySelector("zw-chat").shadowRoot;
const answer = [...inside.querySelectorAll(".answer")].at(-1).getBoundingClientRect();
const log = inside.querySelector(".log").getBoundingClientRect();
return answer.top >= log.top - 1 && answer.top < log.bottom - 40;"""


class Visit:
    def __init__(self, driver: Driver, url: str) -> None:
        self.driver, self.url = driver, url

    def script(self, code: str, *args: Any) -> Any:
        return self.driver.do("ExecuteScript", script=code, args=list(args))

    def find(self, selector: str, words: str = "") -> str:
        """A reference to the last element that can be seen and used."""
        found = until(lambda: self.script(_FIND, selector, words), f"{selector} {words}")
        return str(found[_ELEMENT])

    def click(self, selector: str, words: str = "") -> None:
        def clicked() -> bool:
            try:
                self.driver.do("ElementClick", id=self.find(selector, words))
            except RuntimeError as error:  # what still moves into its place cannot be clicked yet
                if "interactable" in str(error) or "intercepted" in str(error) or "obscures" in str(error):
                    return False
                raise
            return True

        until(clicked, f"a click on {selector} {words}")

    def say(self, text: str, wanted: str) -> None:
        self.driver.do("ElementSendKeys", id=self.find("textarea"), text=text + _ENTER)
        self.sees(wanted)

    def sees(self, wanted: str, where: str = ".answer:last-of-type, .answer:last-child") -> None:
        until(lambda: wanted in self.script(_TEXT, where), f"“{wanted}”")

    def shows_the_newest(self) -> None:
        until(lambda: self.script(_NEWEST), "the newest answer in the window")

    def whole(self) -> None:
        """What a citizen does in a visit."""
        self.driver.do("SetWindowRect", width=1180, height=860)
        self.driver.do("Navigate", url=self.url)
        self.click("button.launcher")
        self.say("办护照要多少钱", "120元")
        self.click("button", "有用")
        self.sees("您觉得有用")
        self.say("居住证怎么办", "申请材料")
        self.click("fieldset button", "申请材料")
        self.sees("需要以下材料")
        self.say("我要申请居住证", "常住户口")
        for choice, next_one in (
            ("否", "半年"),
            ("是", "哪一项"),
            ("合法稳定住所", "个人信息保护法"),
            ("同意", "姓名"),
        ):
            self.click("fieldset button", choice)
            self.sees(next_one)
        self.say("张伟", "公民身份号码")
        self.click("button", "长辈版")
        until(lambda: self.script(_SIZE) == "22px", "长辈版")
        self.click("button", "更多")
        self.click("button", "繁體")
        self.sees("公民身份號碼")
        self.driver.do("Refresh")
        self.sees("公民身份號碼")
        if self.script(_SIZE) != "22px":
            raise AssertionError("长辈版 is forgotten by a reload")
        self.say("410184199003150013", "手機")
        self.shows_the_newest()
        if wide := self.script(_OVERFLOW):
            raise AssertionError(f"wider than the window: {wide}")


_SIZE = 'return getComputedStyle(document.querySelector("zw-chat").shadowRoot.querySelector(".answer .words")).fontSize;'


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("url", help="of the served product")
    asked.add_argument("--pictures", type=Path, help="a folder for what it looked like at the end")
    options, failed = asked.parse_args(), 0
    for kind in (Marionette, WebKit):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            driver = kind(Path(folder))
            began, outcome = time.monotonic(), "ok"
            try:
                Visit(driver, options.url).whole()
            except (AssertionError, RuntimeError) as error:
                failed, outcome = 1, f"FAILED {error}"
            if options.pictures:
                picture = base64.b64decode(driver.do("TakeScreenshot", full=False))
                (options.pictures / f"{driver.name.split()[0].lower()}.png").write_bytes(picture)
            print(f"{driver.name}: {outcome} ({time.monotonic() - began:.0f} s)", flush=True)
            driver.close()
    return failed


if __name__ == "__main__":
    sys.exit(main())
