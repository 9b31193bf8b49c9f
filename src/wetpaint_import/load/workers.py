"""Captures -> read pages in order, through worker processes with a bounded number of pages under way."""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from threading import Thread

import msgspec

from wetpaint_import.db.captures import ReadPage
from wetpaint_import.load.reading import read_page
from wetpaint_import.model import Capture

# Pages travel in bundles: one page alone costs more on the way than in the parser.
_BUNDLE_BYTES = 600_000
_BUNDLE_PAGES = 12
# Bundles under way for each process; bounds memory.
_BUNDLES_AHEAD = 3
# Below this a pool takes longer to start than the pages take to parse.
_WORTH_A_POOL = 40

Job = tuple[Capture, str]
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[ReadPage])


def read_pages(jobs: Iterator[Job], time_zone: str | None, *, keep_raw: bool, processes: int) -> Iterator[ReadPage]:
    """The read pages of `jobs`, in their order; `processes` 0 = one a core, 1 = in this process."""
    spare_collector()
    count = processes or os.cpu_count() or 1
    first: list[Job] = []
    if count > 1:
        for job in jobs:
            first.append(job)
            if len(first) >= _WORTH_A_POOL:
                yield from _pooled(_chained(first, jobs), time_zone, keep_raw=keep_raw, processes=count)
                return
    for capture, digest in _chained(first, jobs):
        yield read_page(capture, digest, time_zone, keep_raw=keep_raw)


def _chained(first: list[Job], rest: Iterator[Job]) -> Iterator[Job]:
    while first:
        yield first.pop(0)
    yield from rest


def _pooled(jobs: Iterator[Job], time_zone: str | None, *, keep_raw: bool, processes: int) -> Iterator[ReadPage]:
    context = multiprocessing.get_context("spawn")
    under_way: deque[Future[bytes]] = deque()
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin_worker) as pool:
        try:
            for bundle in _bundles(jobs):
                under_way.append(pool.submit(_read_bundle, bundle, time_zone, keep_raw))
                if len(under_way) > processes * _BUNDLES_AHEAD:
                    yield from _decoder.decode(under_way.popleft().result())
            while under_way:
                yield from _decoder.decode(under_way.popleft().result())
        finally:
            for future in under_way:
                future.cancel()


def _begin_worker() -> None:
    """A worker ends with its parent, however that ends: one that was killed can tell it nothing."""
    spare_collector()
    if (parent := multiprocessing.parent_process()) is not None:
        Thread(target=_end_with, args=[parent], daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def spare_collector() -> None:
    """A page makes thousands of small values and no cycles; looking for cycles after every 700 costs a tenth of the time."""
    gc.set_threshold(50_000, 20, 20)


def _bundles(jobs: Iterator[Job]) -> Iterator[list[Job]]:
    bundle: list[Job] = []
    size = 0
    for job in jobs:
        bundle.append(job)
        size += len(job[0].payload)
        if size >= _BUNDLE_BYTES or len(bundle) >= _BUNDLE_PAGES:
            yield bundle
            bundle, size = [], 0
    if bundle:
        yield bundle


def _read_bundle(bundle: list[Job], time_zone: str | None, keep_raw: bool) -> bytes:
    return _encoder.encode([read_page(capture, digest, time_zone, keep_raw=keep_raw) for capture, digest in bundle])
