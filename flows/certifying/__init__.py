"""Certifying a county: a dry run, what it shows as a checklist, the report to sign, the certificate.

``canary`` keeps the twin's answers and asks whether it still has them; ``dry_run`` does the whole job without the ledger; ``checklist`` scores it; ``certification`` puts all together.
"""

from flows.certifying.certification import Certification, certify

__all__ = ["Certification", "certify"]
