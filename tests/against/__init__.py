"""kzfix against Coccinelle: the same rules, the same files, and a reason for every place where they differ.

`python -m tests.against TREE SUBDIR… --rule ID` runs from the root of the project and needs `spatch`. The tree is only
read.
"""
