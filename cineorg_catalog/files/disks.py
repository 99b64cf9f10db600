"""Which file system a path lies on, and whether SQLite's WAL journal can work there.

Reads /proc/self/mountinfo, where there is one. Elsewhere nothing is known and nothing refused.
"""

import os
from pathlib import Path

from ..errors import CatalogueError

INSIST = "CINEORG_ALLOW_NETWORK_DB"
NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "afs", "coda", "ceph", "glusterfs", "lustre"),
    *("gfs2", "ocfs2", "davfs", "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.rclone", "fuse.s3fs"),
    *("fuse.glusterfs", "fuse.ceph", "fuse.cephfs", "fuse.curlftpfs", "fuse.smbnetfs", "fuse.gvfsd-fuse"),
}


class OnNetwork(CatalogueError):
    "The catalogue lies where several machines may write: its journal needs shared memory of one machine."


def refuse_network(path: Path) -> None:
    """Raise OnNetwork where the catalogue would lie on a network file system.

    CINEORG_ALLOW_NETWORK_DB=1 insists on it.
    """
    if os.environ.get(INSIST) == "1":
        return
    try:
        mounts = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return
    kind = file_system(mounts, os.fsencode(os.path.realpath(path)))
    if kind in NETWORK:
        raise OnNetwork(
            f"{path} lies on a network file system ({kind}), where a catalogue gets damaged when two "
            f"machines open it. Put it on a local disk (the videos may stay there), or set {INSIST}=1."
        )


def file_system(mountinfo: bytes, path: bytes) -> str | None:
    """The type of the file system that an absolute real path lies on, by the text of mountinfo. Pure.

    None where no line speaks of it. Of several mounts at one place the last counts.
    """
    best, kind = b"", None
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(b" - ")
        fields = before.split(b" ")
        if not separator or len(fields) < 5:
            continue
        place = _unescaped(fields[4])
        inside = path == place or path.startswith(place.rstrip(b"/") + b"/")
        if inside and len(place) >= len(best):
            best, kind = place, after.split(b" ", 1)[0].decode("ascii", "replace")
    return kind


def _unescaped(text: bytes) -> bytes:
    "Blanks and the like stand as octal numbers: `My\\040Disk`."
    first, *rest = text.split(b"\\")
    return first + b"".join(bytes([int(part[:3], 8)]) + part[3:] for part in rest)
