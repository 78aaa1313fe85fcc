"""From the parts of a phrase to a moment, a question or a refusal.

`resolver` joins the `steps`: each takes the value of the one before (`phrase`, then `targets`), and
gives the `senses` that it may have. What stands beside them is what several steps need: which days
are named, what clocks show, how a moment is answered.
"""
