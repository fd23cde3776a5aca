"""Processes for what would hold up the event loop; one that dies is begun anew."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)
NICE = 10  # the event loop goes first where processors are few


def _belong_to_parent() -> None:
    """A process of the pool leaves Ctrl-C to its parent, and ends when the parent is killed."""
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class _Process:
    """One at a time, and another one when it dies. A ProcessPoolExecutor of several does not notice the death of one
    that it began while it was watching the others (CPython 3.11), so that what died with it is waited for without end.
    """

    def __init__(self) -> None:
        self._under_way: set[Future[Any]] = set()
        self._executor = self._begun()

    @property
    def load(self) -> int:
        return sum(not each.done() for each in self._under_way)

    def _begun(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_belong_to_parent)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        try:
            made = self._executor.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            log.error("a process of the pool died; it begins anew")  # noqa: TRY400 - where does not matter
            self._executor = self._begun()
            made = self._executor.submit(fn, *args, **kwargs)
        self._under_way = {made, *(each for each in self._under_way if not each.done())}
        return made

    def shutdown(self, *, wait: bool, cancel_futures: bool) -> None:
        self._executor.shutdown(wait, cancel_futures=cancel_futures)


class Pool(Executor):
    """When a process dies, what it was at and what waited for it fails; nothing else does."""

    def __init__(self, processes: int) -> None:
        self._processes = [_Process() for _ in range(processes)]

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return min(self._processes, key=lambda each: each.load).submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's
        for each in self._processes:
            each.shutdown(wait=wait, cancel_futures=cancel_futures)
