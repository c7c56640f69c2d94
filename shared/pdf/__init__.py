"""Papers as pages: the confined worker that opens PDF files, and the pool that asks it for pictures."""
