"""Commissioning by conversation: finds ports by talking, learns wires by asking people to press and push."""
