"""Kept files on disk."""

import hashlib
import os
import tempfile
from pathlib import Path


class Store:
    """Files by the SHA-256 of what they contain, in DATA_DIR/files/ab/cdef…; the same content is there once."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "files"

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:]

    def find(self, sha256: str) -> Path | None:
        """None where it is not here."""
        path = self.path(sha256)
        return path if path.is_file() else None

    def keep(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if path.exists():
            path.touch()  # an old one that no row knew is wanted again
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        return sha256


def write_whole(path: Path, data: bytes) -> None:
    """There after a crash either complete or not at all."""
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
