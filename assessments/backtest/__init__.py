"""Trying an edition on everything that was ever scored, from what is stored and without any simulation.

`population` says whom, `reading` reads their inputs as columns, `judging` judges these by one edition, `keeping` keeps both,
`comparing` sets two judgements side by side, `running` carries a back-test out in a worker, `changes` and `export` hand it over.
"""
