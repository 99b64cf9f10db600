"""How readings are weighed: hypotheses, evidence, doubts, ids, the explanation. match.py has the rule."""
