"""PostgreSQL, Redis and nginx on loopback, each of its own, stopped and started at the same address."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from benchmarks.processes import BenchmarkError
from benchmarks.servers import free_port

_UP_WITHIN_S = 30


class Missing(BenchmarkError):
    """A server that this machine does not have; the message says how to get it."""


def program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if found is None:
        raise Missing(f"没有 {name}：运行 scripts/servers 安装")
    return found


class Postgres:
    """PostgreSQL of the pgserver package, reached through its socket."""

    def __init__(self, folder: Path) -> None:
        try:
            import pgserver
        except ImportError as error:
            raise Missing("没有 pgserver：scripts/setup dev") from error
        self._folder = folder
        self._server: Any = pgserver.get_server(folder)
        self._socket = self._server.get_postmaster_info().socket_dir

    def database(self, name: str, template: str = "template0") -> str:
        """A new database; its address."""
        address = make_url(self._server.get_uri())
        engine = create_engine(address, future=True, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        engine.dispose()
        return str(address.set(database=name).render_as_string(hide_password=False))

    def stop(self) -> None:
        """At once, as when the machine goes: no goodbye to anybody."""
        self._ctl("stop", "-m", "immediate")

    def start(self) -> None:
        self._ctl("start", "-o", f'-h "" -k {self._socket}', "-l", str(self._server.log))

    def hang(self) -> None:
        """Every process of it stands still; connections are accepted and nothing is answered."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def cleanup(self) -> None:
        self.go_on()
        self._server.cleanup()

    def _signal(self, what: signal.Signals) -> None:
        pid = int((self._folder / "postmaster.pid").read_text().splitlines()[0])
        postmaster = psutil.Process(pid)
        for process in (postmaster, *postmaster.children()):
            process.send_signal(what)

    def _ctl(self, *arguments: str) -> None:
        from pgserver._commands import pg_ctl

        pg_ctl(["-w", *arguments], pgdata=self._folder, user=self._server.system_user)


class Program:
    """A server in the foreground."""

    def __init__(self, command: Sequence[str], port: int, log: Path) -> None:
        self.command, self.port, self._log = command, port, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + _UP_WITHIN_S
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise BenchmarkError(f"{self.command[0]} does not answer: {self._log.read_text()[-1000:]}")

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None


class Redis(Program):
    def __init__(self, folder: Path) -> None:
        port = free_port()
        command = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        super().__init__([*command, "--dir", str(folder)], port, folder / "redis.log")
        self.url = f"redis://127.0.0.1:{port}/0"


class Nginx(Program):
    """In front of the replicas, as docs/operator.md says: the next one when one refuses, nothing buffered."""

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        port = free_port()
        configuration = folder / "nginx.conf"
        configuration.write_text(_NGINX.format(folder=folder, port=port, servers=_servers(ports)))
        command = [program("nginx"), "-c", str(configuration), "-g", "daemon off;"]
        super().__init__(command, port, folder / "nginx.log")
        self.url = f"http://127.0.0.1:{port}"

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        super().stop(how)  # its workers end with it


def _servers(ports: Sequence[int]) -> str:
    return " ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in ports)


_NGINX = """
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream replicas {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://replicas;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Connection "";
      # A message carries its own number: sending it to the other replica answers it once (message_id).
      proxy_next_upstream error timeout http_502 http_503 non_idempotent;
      proxy_buffering off;
      proxy_read_timeout 60s;
    }}
  }}
}}
"""
