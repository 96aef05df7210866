"""The article's claims, the rules that give each a verdict, and what a run's findings say of them."""

from lib.claims.ledger import *  # noqa: F403 - split by subject next
from lib.claims.ledger import _claims, _dated, _estimate, _ledger_row, _resting  # noqa: F401
