"""Which file system a catalogue is on: a table of mountinfo lines as the kernel writes them."""

from pathlib import Path

import pytest

from cineorg_catalog.db import connection as disks
from cineorg_catalog.db.connection import NETWORK, OnNetwork, connect, file_system

MOUNTS = rb"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:50 / /mnt/nas rw,relatime shared:7 - nfs4 nas:/export rw,vers=4.2
41 40 8:1 / /mnt/nas/local rw - xfs /dev/sda1 rw
42 27 0:51 / /mnt/My\040Films\134x rw - cifs //nas/films rw
43 27 0:52 / /home/ada/far rw - fuse.sshfs ada@far:/ rw
44 27 8:2 / /mnt/usb rw - ntfs /dev/sdb1 rw
45 27 0:53 / /mnt/usb rw - smb3 //nas/usb rw
a torn line
"""
PLACES = {
    "the root disk": (b"/home/ada/cineorg.db", "ext4"),
    "below a network mount": (b"/mnt/nas/data/cineorg.db", "nfs4"),
    "the mount itself": (b"/mnt/nas", "nfs4"),
    "a local disk below it": (b"/mnt/nas/local/cineorg.db", "xfs"),
    "the same start is not the same place": (b"/mnt/nasty/cineorg.db", "ext4"),
    "blanks and backslashes": (b"/mnt/My Films\\x/cineorg.db", "cifs"),
    "sshfs": (b"/home/ada/far/cineorg.db", "fuse.sshfs"),
    "mounted over": (b"/mnt/usb/cineorg.db", "smb3"),
}


@pytest.mark.parametrize(("path", "kind"), PLACES.values(), ids=PLACES.keys())
def test_the_innermost_last_mount_counts(path, kind):
    assert file_system(MOUNTS, path) == kind


def test_nothing_is_known_without_mounts():
    assert file_system(b"", b"/x") is None


def test_a_catalogue_on_a_network_disk_is_refused_unless_insisted_on(tmp_path, monkeypatch):
    here = file_system(Path("/proc/self/mountinfo").read_bytes(), str(tmp_path).encode())
    monkeypatch.setattr(disks, "NETWORK", {*NETWORK, here})
    with pytest.raises(OnNetwork, match=r"network file system .*local disk.*CINEORG_ALLOW_NETWORK_DB=1"):
        connect(tmp_path / "cineorg.db")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("CINEORG_ALLOW_NETWORK_DB", "1")
    connect(tmp_path / "cineorg.db").close()
