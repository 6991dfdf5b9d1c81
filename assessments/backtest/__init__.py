"""Trying an edition on everything that was ever scored, from what is stored and without any simulation.

`population` says whom, `judging` judges by one edition (and keeps it), `comparing` sets two judgements side by side,
`running` carries a back-test out in a worker, `export` hands it over as files.
"""
