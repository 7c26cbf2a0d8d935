"""What the rules remember besides doors and visits, one file a subject. Values only; no rule stands here."""
