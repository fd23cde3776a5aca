"""A landed revision is never edited.

A new revision file is entered in FROZEN when it lands: `sha256sum models/migrations/versions/*.py`.
"""

import hashlib

from tests.gates.source import ROOT

VERSIONS = ROOT / "models/migrations/versions"
FROZEN = {
    "0001_the_first_schema.py": "1e59dafcab64852bbdbe73c39838903deac24e84508d556742f966adf2c2879b",
}


def test_a_landed_revision_is_never_edited() -> None:
    assert {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(VERSIONS.glob("[0-9]*.py"))
    } == FROZEN
