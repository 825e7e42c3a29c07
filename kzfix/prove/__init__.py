"""Guards: each shows that a proposal keeps behaviour in one respect, or says why not.

One guard a file. A guard's docstring is what `kzfix rules explain` prints.
"""

from kzfix.prove.registry import GUARDS, Guard, Verdicts, prove, settle

__all__ = ["GUARDS", "Guard", "Verdicts", "prove", "settle"]
