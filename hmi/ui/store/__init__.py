"""The page about the history itself: where it lives, how much it holds, how long the disk will do, its backups."""
