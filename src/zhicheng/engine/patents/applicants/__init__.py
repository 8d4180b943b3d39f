"""Who applies: one name for the many spellings of an applicant, proposals of what may be one, and what people decided.

- ``normalise(text)`` takes a name apart; ``.key`` is the same for all spellings
- ``propose(applicants)`` pairs that may be one, with score and reasons; nothing is merged without a person
- ``groups(identifiers, decisions)`` the groups that follow from people's decisions, or the conflict between two of them
- ``link(groups, applicants, confirmed)`` the platform's party of each group
"""

from zhicheng.engine.patents.applicants.decisions import Decision, DecisionConflict, Group, Verdict, groups
from zhicheng.engine.patents.applicants.name import ApplicantName
from zhicheng.engine.patents.applicants.normalising import normalise
from zhicheng.engine.patents.applicants.parties import Basis, LinkConflict, PartyLink, link
from zhicheng.engine.patents.applicants.proposals import Applicant, Proposal, Reason, propose

__all__ = [
    "Applicant",
    "ApplicantName",
    "Basis",
    "Decision",
    "DecisionConflict",
    "Group",
    "LinkConflict",
    "PartyLink",
    "Proposal",
    "Reason",
    "Verdict",
    "groups",
    "link",
    "normalise",
    "propose",
]
