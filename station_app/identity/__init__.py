"""Who stands at the door: number to pseudonym, pass to one-use id, and the keys of both. Nobody else sees a number."""
