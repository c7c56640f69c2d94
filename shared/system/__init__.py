"""What a program needs from the machine it runs on: clock, folders, settings, logs, language, resources."""
