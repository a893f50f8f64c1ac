"""The flows, the warehouse, the workspace, the settings and the command line."""

import os

# Polars gives memory that it has freed back to the system in two steps, the second a second after the first, in case it
# wants it again: in a night of half a million people a tenth of all. It reads this when it is loaded, which whoever
# imports anything of `pipelines` does after this line.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:500,muzzy_decay_ms:0")
# Nothing here multiplies matrices: NumPy's library for that would start threads at once, which wait by spinning.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
