"""The shared nouns and their pure rules; standard library only."""
