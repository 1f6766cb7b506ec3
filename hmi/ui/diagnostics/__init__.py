"""The connections page: whether every endpoint delivers, what was lost, and why."""
