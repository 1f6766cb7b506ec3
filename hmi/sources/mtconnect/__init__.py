"""MTConnect agents: from their documents to batches."""
