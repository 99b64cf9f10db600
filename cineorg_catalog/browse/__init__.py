"""What pages show of the catalogue. Reads only, and never more than its reader may see."""
