"""Where a rule speaks of a function: pattern against tree, `...` over the graph, sites into proposals."""
