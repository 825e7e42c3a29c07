"""A patch series from findings: real commits and git's own mails, in a folder or on a branch.

Everything is made beside the user's tree: objects in a temporary object area, an index of its own. Branch, HEAD, index
and work tree of the user are never touched; what is written is the output folder, or one new branch. Nothing is sent.
"""
