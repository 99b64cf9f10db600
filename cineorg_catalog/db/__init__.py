"""The catalogue's tables, connections, upgrades, and the log of every change."""
