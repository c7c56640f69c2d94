"""A seat's session without a window: replica, outbox, reading. Plain asyncio; used by stories and benchmarks too."""
