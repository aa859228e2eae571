"""The ways in which an answer of the sandbox's QFlow API can go wrong, and the plan of those to come.

`replies` change what is answered, `connections` whether and when it comes, `streams` how its body travels.
"""
