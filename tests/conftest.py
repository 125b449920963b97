"""What every test of the house starts with."""

from hypothesis import settings

# Speed is measured in bench/, never in a timed test: a busy machine must not turn a property red.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
