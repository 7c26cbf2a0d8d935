"""The kiosk's face, a process of its own and the only place for Qt: shows snapshots, sends intents, decides nothing."""
