"""The proofs T1 to T33: chosen, run at their counts, and recorded by the runs themselves."""
