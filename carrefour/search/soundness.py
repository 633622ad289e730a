"""Whether the files of an index are what was written: none lacks, is cut short or was changed."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

COMMIT = "meta.json"  # what Tantivy replaces at each commit
_MANAGED = ".managed.json"  # the files that it may delete
_PARTS = ("term", "idx", "pos", "fast", "fieldnorm", "store")  # the files of each segment
# Each of them ends in a footer of JSON that holds the CRC-32 of all before, then in the length of
# the footer and this number (Tantivy, src/directory/footer.rs).
_TAIL, _MAGIC = struct.Struct("<II"), 1337
_AT_ONCE = 1 << 20  # bytes


def damage(folder: Path) -> str:
    """What is wrong with the index in ``folder``; empty when it is whole, or is being written.

    Reads all of it: about a second for a gigabyte. Raises ``OSError`` where it cannot be read.
    """
    try:
        told = (folder / COMMIT).read_bytes()
        files = _files(told)
        json.loads((folder / _MANAGED).read_bytes())
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is gone"
    except (ValueError, TypeError, KeyError, AttributeError):
        return f"{COMMIT} cannot be understood"
    for name in files:
        try:
            with (folder / name).open("rb") as file:
                wrong = "" if _whole(file) else f"{name} is not what was written"
        except FileNotFoundError:
            wrong = f"{name} is gone"
        if wrong:
            # Another process may have committed meanwhile, and deleted what it replaced.
            return wrong if (folder / COMMIT).read_bytes() == told else ""
    return ""


def _files(told: bytes) -> list[str]:
    """The files of the segments of a commit. Raises ``ValueError`` and its like for other text."""
    files = []
    for segment in json.loads(told)["segments"]:
        name = segment["segment_id"].replace("-", "")
        files += [f"{name}.{part}" for part in _PARTS]
        if deleted := segment["deletes"]:
            files.append(f"{name}.{deleted['opstamp']}.del")
    return files


def _whole(file: BinaryIO) -> bool:
    """Whether a file of a segment has the sum that its footer tells."""
    size = file.seek(0, 2)
    if size < _TAIL.size:
        return False
    file.seek(size - _TAIL.size)
    length, magic = _TAIL.unpack(file.read(_TAIL.size))
    left = size - _TAIL.size - length
    if magic != _MAGIC or left < 0:
        return False
    file.seek(left)
    try:
        told = json.loads(file.read(length))["crc"]
    except (ValueError, TypeError, KeyError):
        return False
    file.seek(0)
    found = 0
    while left and (part := file.read(min(left, _AT_ONCE))):
        found = zlib.crc32(part, found)
        left -= len(part)
    return bool(found == told)
