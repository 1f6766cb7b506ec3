"""One module per revision; a revision is never changed once it has been released."""
