"""The stream that archives are read through: looking ahead, seeking, and errors in their place."""

import io

import pytest

from wetpaint_import.sources.forward import Forward

DATA = bytes(range(256)) * 1_000


def test_looking_ahead_takes_nothing() -> None:
    stream = Forward(io.BytesIO(DATA))
    assert stream.peek(10) == DATA[:10]
    assert stream.peek(3) == DATA[:3]
    assert (stream.read(5), stream.tell()) == (DATA[:5], 5)
    assert stream.read(20) == DATA[5:25]


def test_seeking_goes_forward_by_any_way_and_back_by_a_block() -> None:
    source = io.BytesIO(DATA)
    for stream in (Forward(io.BytesIO(DATA)), Forward(source, jump=lambda count: source.seek(count, io.SEEK_CUR))):
        stream.peek(100)
        stream.seek(200_000)
        assert stream.read(600) == DATA[200_000:200_600]
        stream.seek(-512, 1)
        assert stream.read(600) == DATA[200_088:200_688]
        with pytest.raises(OSError, match="only forward"):
            stream.seek(0)


def test_a_read_that_no_honest_header_needs_is_refused() -> None:
    with pytest.raises(OSError, match="honest"):
        Forward(io.BytesIO(DATA)).read(2 << 20)
    with pytest.raises(OSError, match="honest"):
        Forward(io.BytesIO(DATA)).read()


class Broken:
    """Gives ten bytes, then fails."""

    def __init__(self) -> None:
        self.left = 10

    def read(self, size: int, /) -> bytes:
        if not self.left:
            raise OSError("broken")
        count = min(size, self.left)
        self.left -= count
        return bytes(count)


def test_an_error_comes_only_after_all_that_stands_before_it() -> None:
    stream = Forward(Broken())
    assert stream.peek(50) == bytes(10)
    assert stream.read(4) == bytes(4)
    assert stream.read(50) == bytes(6)
    for _ in range(2):
        with pytest.raises(OSError, match="broken"):
            stream.read(1)
