"""The contract's terms, each a pure function of the evidence: active, covered, dead, severe, in force, in doubt."""
