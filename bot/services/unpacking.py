"""Office files are archives: nothing is unpacked before it is known how big it will be."""

from __future__ import annotations

import io
import zipfile

_MOST_PARTS = 2_000


class NotAnArchive(ValueError):
    """Damaged, encrypted, or something else."""


class UnpacksTooBig(ValueError):
    """A few bytes that grow to gigabytes, or thousands of parts."""


def parts_of(raw: bytes, most_bytes: int) -> frozenset[str]:
    """The names of its parts. Raises NotAnArchive, and UnpacksTooBig over `most_bytes` for all of them together.

    The sizes that the directory of an archive declares bind: zipfile reads no byte more of a part.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except Exception:  # the directory of a damaged archive may say anything
        raise NotAnArchive from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most_bytes:
        raise UnpacksTooBig
    if any(part.flag_bits & 1 for part in parts):
        raise NotAnArchive
    return frozenset(part.filename for part in parts)
