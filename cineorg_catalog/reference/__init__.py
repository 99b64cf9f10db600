"""The offline title database: built from IMDb's files, opened read-only, searched by title."""
