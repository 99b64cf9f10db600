"""Folders → video files: walked, probed, compared with the catalogue, moved, stored. Knows no titles."""
