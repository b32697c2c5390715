"""A confidential peer-support programme for clinicians: the engine, its clock, its sentences."""
