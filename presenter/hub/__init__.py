"""The hub: the one writer of the record, without a screen."""
