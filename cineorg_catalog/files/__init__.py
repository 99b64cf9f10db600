"""What lies on the disks: names, folders, faults, media info. scan.py walks, probe.py reads."""
