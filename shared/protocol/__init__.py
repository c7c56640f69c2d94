"""What podium and seats say to each other: messages, codec with bounds, subjects, signatures. Pure."""
