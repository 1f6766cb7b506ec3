"""From the wire to batches: one task per endpoint on the background loop, no Qt."""
