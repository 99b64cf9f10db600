"""A file's name and its folder → what they say of a title. Pure: no database, clock or network."""
