"""The rules of a meeting: pure, without clock, disk, network or screen."""
