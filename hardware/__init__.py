"""How to talk to a station's devices: links, protocols, devices, byte-true twins. Knows nothing of stations."""
