"""The room's network: the only home of nats and zeroconf. No Qt here."""
