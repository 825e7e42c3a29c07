"""How long kzfix takes over a tree, against other tools and against its own size.

`python -m tests.benchmarks TREE` from the top of a clone prints one table of ratios, all measured in one run. It
installs nothing and only reads the tree; a tool that is not there is a row that says so.
"""
