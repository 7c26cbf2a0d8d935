"""A station's surroundings: people, doors and mishaps, acting on byte-true twins."""
