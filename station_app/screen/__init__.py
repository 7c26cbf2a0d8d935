"""The kiosk's face, a process of its own and the only place for Qt: it shows snapshots and sends intents, and decides nothing."""
