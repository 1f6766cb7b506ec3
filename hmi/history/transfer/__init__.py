"""Takes a history elsewhere: whole into another database, or parts of it into files."""
