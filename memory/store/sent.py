"""What was sent to the models, packed small: JSON in the order in which it went out, compressed by zstd.

Calls of one step repeat the same instructions, so the first body that a process sends in a step is the
dictionary against which it packs the others: a third of the bytes, in a third of the time."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import zstandard

from seedbed.memory.store.protocol import Charge

_LEVEL = 3
_STEPS = 32
"""Steps of which a dictionary is held, 0.7 MB each; that of the one used least recently goes."""
Packed = tuple[str, bytes]
"""(hash of the body that it is packed against, or empty; bytes)."""


class Packer:
    """Packs what one process sends, and unpacks what any has."""

    def __init__(self) -> None:
        self._first: OrderedDict[tuple[str, str], tuple[str, bytes]] = OrderedDict()
        """Role and step → (hash, text) of the first body."""
        self._by: dict[str, zstandard.ZstdCompressor] = {}
        """Hash of a first body → what packs against it."""

    def pack(self, charge: Charge) -> dict[str, Any]:
        """A delivery's body as a row of the table `requests`."""
        text = charge.sent.encode("utf-8", "replace")
        step = charge.slot.role, charge.slot.step
        base, first = self._first.setdefault(step, (charge.request, text))
        self._first.move_to_end(step)
        if len(self._first) > _STEPS:
            _, (gone, _) = self._first.popitem(last=False)
            self._by.pop(gone, None)
        if base == charge.request:
            return {"hash": base, "base": "", "body": zstandard.compress(text, _LEVEL)}
        if base not in self._by:
            shared = _dictionary(first)
            shared.precompute_compress(_LEVEL)
            self._by[base] = zstandard.ZstdCompressor(level=_LEVEL, dict_data=shared)
        return {"hash": charge.request, "base": base, "body": self._by[base].compress(text)}

    def forget(self, charge: Charge) -> None:
        """What was packed of a delivery wasn't kept: nothing is packed against it."""
        step = charge.slot.role, charge.slot.step
        if self._first.get(step, ("", b""))[0] == charge.request:
            del self._first[step]
            self._by.pop(charge.request, None)


def unpack(request: str, find: Callable[[str], Packed | None]) -> bytes | None:
    """The text of a body; None: it isn't there. `find`: hash of a body → it as packed. Raises ValueError:
    it is damaged."""
    chain: list[Packed] = []
    at = request
    while at:
        packed = find(at)
        if packed is None and not chain:
            return None
        if packed is None or len(chain) > _LONGEST:
            raise ValueError(f"the body {request[:16]} can't be unpacked: what it was packed against is gone")
        chain.append(packed)
        at = packed[0]
    text = b""
    try:
        for base, body in reversed(chain):
            if zstandard.frame_content_size(body) > _LARGEST:
                raise ValueError(f"the body {request[:16]} claims to be larger than any that was sent")
            reader = zstandard.ZstdDecompressor(dict_data=_dictionary(text) if base else None)
            text = reader.decompress(body)
    except zstandard.ZstdError as error:
        raise ValueError(f"the body {request[:16]} can't be unpacked: {error}") from error
    return text


_LONGEST = 1_000
"""Bodies that are packed one against the other; it grows by one a resumed build at most."""
_LARGEST = 1 << 28
"""Bytes of one body."""


def _dictionary(text: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(text, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
