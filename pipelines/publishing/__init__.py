"""From finished tables to a published folder: drafted aside, audited, rendered, put in place.

No rule of the bureau is applied here.
"""
