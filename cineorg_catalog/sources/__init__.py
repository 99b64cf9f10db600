"""What else says something of a title: NFO files beside the videos."""
