"""What somebody sees: forms, cards and homes, made from a Sight and nothing else."""
