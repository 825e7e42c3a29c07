"""Programs that Hypothesis writes: C functions around an allocation, just beside what kzfix can prove.

`kinds` says what is allocated, `words` fills templates of C with what a function has at hand, `statements` holds the
templates, `skeletons` puts a function together for each rule, and `units` makes a translation unit of many.
What they do is defined as far as it can be observed: no loop without a bound, no overflow, nothing outside an object.
"""
