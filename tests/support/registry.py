"""A real image registry on loopback (Debian's docker-registry), and what a release is rehearsed with."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import socketserver
import subprocess
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

from .proxy import pump

TOOLS = ("buildah", "skopeo", "docker-registry")


def find_missing_tools() -> list[str]:
    return [tool for tool in TOOLS if shutil.which(tool) is None]


class Registry:
    """``host`` is its address; what is pushed lies below ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.host = f"127.0.0.1:{find_free_port()}"

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True)
        config = self._folder / "config.yml"
        storage = f"storage: {{filesystem: {{rootdirectory: {self._folder}/data}}, delete: {{enabled: true}}}}"
        config.write_text(f"version: 0.1\nlog: {{level: error}}\n{storage}\nhttp: {{addr: '{self.host}'}}\n")
        command = ["docker-registry", "serve", str(config)]
        environ = {"PATH": os.environ["PATH"], "OTEL_TRACES_EXPORTER": "none"}
        self._process = subprocess.Popen(
            command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)

    @staticmethod
    def forget_images(repository: str) -> None:
        """Take what was built for a registry on loopback out of buildah's storage."""
        environ = {"STORAGE_DRIVER": "vfs", **os.environ}
        command = ["buildah", "images", "--json"]
        listed = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        names = [name for image in json.loads(listed.stdout or "[]") for name in image.get("names") or []]
        ours = [name for name in names if re.match(rf"127\.0\.0\.1:\d+/{repository.lower()}[:@]", name)]
        if ours:
            subprocess.run(["buildah", "rmi", "--force", *ours], env=environ, capture_output=True, check=True)

    def _wait(self) -> None:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://{self.host}/v2/", timeout=2).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("docker-registry did not start")


class CutLine(socketserver.ThreadingTCPServer):
    """A line to a registry, at ``host``, that breaks after so many bytes towards it; `mend` makes it hold."""

    daemon_threads = True

    def __init__(self, target: str, after: int) -> None:
        self._target = ("127.0.0.1", int(target.rpartition(":")[2]))
        self._left = after
        self._is_mended = False
        super().__init__(("127.0.0.1", 0), _Line)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def was_cut(self) -> bool:
        return self._left < 0

    def mend(self) -> None:
        self._is_mended = True

    def connect(self) -> socket.socket:
        return socket.create_connection(self._target)

    def may_pass(self, size: int) -> bool:
        self._left -= size
        return self._is_mended or self._left >= 0

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: that it breaks is what it is for."""


class _Line(socketserver.BaseRequestHandler):
    server: CutLine

    def handle(self) -> None:
        with self.server.connect() as upstream:
            pump(self.request, upstream, self.server.may_pass)


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
