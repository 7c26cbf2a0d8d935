"""How to talk to a station's devices: links, protocols, devices and their byte-true twins. Knows nothing of stations."""
