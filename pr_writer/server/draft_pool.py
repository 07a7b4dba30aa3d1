"""The processes that draft, and how much may run at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

from pr_writer.events import ModelAsked
from pr_writer.inputs.settings import Settings
from pr_writer.server.answers import JsonAnswer, make_problem
from pr_writer.server.bodies import DraftRequest
from pr_writer.server.draft_worker import WriteBegun, run_worker

# A process is replaced after so many drafts: what a hostile change made it grow by is then given back.
MAX_DRAFTS = 100
STOP_S = 2.0  # how long a process may clean up before it is killed

Hear = Callable[[ModelAsked | WriteBegun], None]

log = logging.getLogger("pr_writer")


class BusyError(Exception):
    """It is too early for this request; the text says why, ``status`` is 503 for the server and 409 for its topic."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Places:
    """Room for so many requests at once, and for one at a time about the same thing; there is no queue."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.taken = 0
        self._topics: set[object] = set()

    @contextlib.contextmanager
    def take(self) -> Iterator[None]:
        """Hold a place; raises BusyError where all are taken."""
        if self.taken >= self.size:
            raise BusyError(
                503, f"All {self.size} places are taken. Try again soon, or give the server more --workers."
            )
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1

    @contextlib.contextmanager
    def reserve(self, topic: object) -> Iterator[None]:
        """Keep others from the same topic; raises BusyError where somebody has it. None is nobody's."""
        if topic in self._topics:
            raise BusyError(409, f"Another request is about {topic} right now. Try again when it is done.")
        if topic is not None:
            self._topics.add(topic)
        try:
            yield
        finally:
            self._topics.discard(topic)


class DraftPool:
    """Processes that draft, kept for the next request; each has one draft at a time."""

    def __init__(self, base: Settings, size: int) -> None:
        self._base = base
        self._idle: list[_Worker] = []
        self._working: set[_Worker] = set()
        # One that is being stopped still holds its thread when the next draft comes.
        self._threads = ThreadPoolExecutor(2 * size, thread_name_prefix="pr_writer drafts")

    async def draft(self, request: DraftRequest, hear: Hear) -> JsonAnswer:
        """Return the answer; ``hear`` is told what happens meanwhile, in another thread.

        Cancelling ends the process, and with it its model call, at once.
        """
        loop = asyncio.get_running_loop()
        worker = self._choose()
        self._working.add(worker)
        try:
            answer = await loop.run_in_executor(self._threads, worker.draft, request, hear)
        except asyncio.CancelledError:
            # Not before it is gone may another request be about the same pull request.
            await loop.run_in_executor(self._threads, worker.stop)
            raise
        except (EOFError, OSError):
            code = await loop.run_in_executor(self._threads, worker.stop)
            log.error("The process that drafted ended early, with %s.", code)  # noqa: TRY400 - ours has no traceback
            return make_problem(
                500, "The process that drafted ended before it was done. The server's log, or the system's, says why."
            )
        finally:
            self._working.discard(worker)
        if worker.drafts < MAX_DRAFTS:
            self._idle.append(worker)
        else:
            loop.run_in_executor(self._threads, worker.stop)
        return answer

    def _choose(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
        return _Worker(self._base)

    def close(self) -> None:
        """End all processes, those at work included; takes STOP_S at the most."""
        workers = [*self._idle, *self._working]
        self._idle.clear()
        list(self._threads.map(_Worker.stop, workers))
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Worker:
    """One process, started by its first draft."""

    def __init__(self, base: Settings) -> None:
        self.drafts = 0
        self._base = base
        self._lock = threading.Lock()
        self._is_stopped = False
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None

    @property
    def is_alive(self) -> bool:
        """True while there is a process."""
        return self._process is not None and self._process.is_alive()

    def draft(self, request: DraftRequest, hear: Hear) -> JsonAnswer:
        """Return the answer; raises EOFError or OSError where the process ended."""
        connection = self._connect()
        connection.send(request)
        while not isinstance(message := connection.recv(), JsonAnswer):
            hear(message)
        self.drafts += 1
        return message

    def stop(self) -> int | None:
        """End the process and what it started; return its exit code, None where there never was one."""
        with self._lock:
            self._is_stopped = True
        if self._process is None or self._process.pid is None:
            return None
        self._process.terminate()
        self._process.join(STOP_S)
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody of its group is left
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()  # where it had no time to make its group
        self._process.join()
        return self._process.exitcode

    def _connect(self) -> Connection:
        with self._lock:
            if self._is_stopped:
                raise EOFError
            if self._connection is None:
                # A fresh interpreter: to fork a process that has threads may deadlock.
                context = multiprocessing.get_context("spawn")
                self._connection, theirs = context.Pipe()
                self._process = context.Process(target=run_worker, args=(theirs, self._base), daemon=True)
                self._process.start()
                theirs.close()  # or the end of the process would not be the end of the line
            return self._connection
