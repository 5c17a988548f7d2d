"""Training of the linear models, with one command: `python -m bot.intent.training`.

Only this package needs scikit-learn; reading messages does not.
"""
