"""How a station proves that its hardware works: checks, their runner, commissioning, the readiness report."""
