"""How memory is given out: many threads share a few heaps, instead of each keeping one of its own."""

import ctypes

# glibc's name for how many heaps there may be (malloc.h); without a limit it is eight for each processor.
_M_ARENA_MAX = -8
HEAPS = 2


def limit_heaps() -> None:
    """Limit how many heaps threads keep, before any thread begins; elsewhere than on glibc do nothing.

    A hundred threads that are mostly idle held on to 30 MB that none of them used.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, HEAPS)
