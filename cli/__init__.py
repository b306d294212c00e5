"""One command, one verb a file."""
