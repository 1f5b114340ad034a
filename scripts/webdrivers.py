"""Firefox and WebKit driven with nothing but their packages: one speaks Marionette, the other has a driver, both mean WebDriver."""

from __future__ import annotations

import glob
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

_WAIT_S = 60.0


class Marionette:
    """Firefox itself, without geckodriver: commands as `length:[0, number, name, parameters]`."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        (folder / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
        binary = shutil.which("firefox-esr") or shutil.which("firefox")
        if binary is None:
            raise FileNotFoundError("firefox-esr")
        self._process = subprocess.Popen(
            [binary, "--headless", "--marionette", "--no-remote", "--profile", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = until(lambda: _connected(port), "Firefox")
        self._read()  # its greeting
        self._number = 0
        capabilities = self.do("NewSession")["capabilities"]
        self.name = f"Firefox {capabilities['browserVersion']}"

    def do(self, command: str, **parameters: Any) -> Any:
        self._number += 1
        body = json.dumps([0, self._number, f"WebDriver:{command}", parameters]).encode()
        self._socket.sendall(str(len(body)).encode() + b":" + body)
        _, _, error, result = self._read()
        if error:
            raise RuntimeError(f"{command}: {error['message']}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._socket.recv(1)
        body = b""
        while len(body) < int(length[:-1]):
            body += self._socket.recv(65536)
        return json.loads(body)

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(20)


class WebKit:
    """WebKitGTK's MiniBrowser through WebKitWebDriver; needs a display, so `xvfb-run`."""

    _PATHS = {
        "Navigate": "url",
        "Refresh": "refresh",
        "ExecuteScript": "execute/sync",
        "SetWindowRect": "window/rect",
        "ElementClick": "element/{id}/click",
        "ElementSendKeys": "element/{id}/value",
    }

    def __init__(self, folder: Path) -> None:
        binary = next(iter(glob.glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")), None)
        if binary is None or not shutil.which("WebKitWebDriver"):
            raise FileNotFoundError("webkit2gtk-driver")
        port = free_port()
        self._process = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._url = f"http://127.0.0.1:{port}/session"
        until(lambda: _connected(port), "WebKitWebDriver").close()
        options = {"binary": binary, "args": ["--automation", "--private"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        opened = self._call("POST", "", wanted)
        self._url += f"/{opened['sessionId']}"
        self.name = f"WebKitGTK {opened['capabilities']['browserVersion']}"

    def do(self, command: str, **parameters: Any) -> Any:
        if command == "TakeScreenshot":
            return self._call("GET", "/screenshot")
        path = self._PATHS[command].format(id=parameters.pop("id", ""))
        return self._call("POST", f"/{path}", parameters)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, {"Content-Type": "application/json"})
        request.method = method
        try:
            with urllib.request.urlopen(request, timeout=_WAIT_S) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            why = json.load(error)["value"]
            raise RuntimeError(f"{path}: {why['error']} {why['message']}") from None

    def close(self) -> None:
        try:
            self._call("DELETE", "")
        finally:
            self._process.terminate()
            self._process.wait(20)


Driver = Marionette | WebKit


def until(wanted: Callable[[], Any], what: str) -> Any:
    ends = time.monotonic() + _WAIT_S
    while time.monotonic() < ends:
        if found := wanted():
            return found
        time.sleep(0.1)
    raise AssertionError(f"never came: {what}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _connected(port: int) -> socket.socket | None:
    try:
        return socket.create_connection(("127.0.0.1", port), _WAIT_S)
    except OSError:
        return None
