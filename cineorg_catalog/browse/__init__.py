"""What pages show of the catalogue. Only reads, and only what the reader may see."""
