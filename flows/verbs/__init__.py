"""The verbs of the command line, one module each with a function ``act``, and what each is for.

``act``'s parameters are the verb's options, as Typer reads them; it gives back the exit code. The verb
``a b-c`` is the module ``flows.verbs.a.b_c``. To add a verb, write its module and its line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Group:
    """Verbs below a word, as in ``relief county new``."""

    purpose: str
    verbs: Mapping[str, str]
    """Verb to purpose."""


VERBS: Mapping[str, str | Group] = {
    "sample": "write a fictional export in a county's own format",
    "run": "the whole job: determinations, papers, ledger and summary",
    "check": "read an export and say what is wrong with it; decide nothing",
    "report": "the pages of what the check found of a county's run in force, where its run made none",
    "explain": "why a conviction was decided as it was, rule by rule",
    "status": "exports, runs, counts by outcome, papers",
    "county": Group(
        purpose="add a county: from its first export to its part in the runs of the state",
        verbs={
            "new": "look at an export, propose everything, write the county's file with what is uncertain marked",
            "profile": "what is in a file: shape, columns, fill, days, masks; no values but coded words",
            "check": "what an export says that the county's file does not know, most people first, as YAML to paste",
            "certify": "the checklist, a dry run, a twin and a report to sign; the certificate where all of it holds",
            "activate": "let a certified county take part in the runs of the state",
            "list": "the coverage map of the 58: none, begun, certified, active, certificate out of date",
            "show": "everything particular to one county: sources, policy, courts, papers, exemptions, certificate",
            "diff": "what changed between two versions of a county's file",
            "propose": "what each column seems to mean, how sure that is, and why",
        },
    ),
    "statewide": Group(
        purpose="every active county of the state, again and again",
        verbs={
            "sample": "write a fictional state: 58 counties of their sizes in life, each in its own format",
            "run": "read, check, match, decide and record every active county; one summary",
            "watch": "look into the inboxes again and again, and run the counties that sent something new",
            "summary": "the page of a run: map, charts, tables; with --public what may be published",
            "diff": "who changed between two runs of the state, or two days of its history, and why",
            "backfill": "the state's history: past days under the law of each, never in force; one table of all days",
            "pause": "a county takes no part until it is resumed",
            "resume": "a county that was paused takes part again",
        },
    ),
    "papers": Group(
        purpose="the words of a county's papers",
        verbs={
            "new": "copy our blocks of a paper into the county's own folder, to be worded there",
            "preview": "the papers about fictional people in a browser, shown anew as their words are saved",
            "lint": "unknown fields, missing content, and law that the rules do not stand on; a run refuses the same",
        },
    ),
    "deploy": "the runs of the state as Prefect deployments: nightly, weekly, one county on demand",
    "replay": "a past run once more, from what was kept, to the same bytes",
    "simulate": "what other policies would decide, on the facts of the last runs",
    "review": Group(
        purpose="what the rules leave to a person",
        verbs={
            "list": "what waits for a person, whose it is, and which single fact would settle it",
            "decide": "sign a decision on one conviction",
            "export": "the queue as a workbook to fill in",
            "import": "sign every decision of a workbook that was filled in",
            "challenge": "a challenge of HS 11361.9: its ground, the defender's notice, hearing and ruling",
        },
    ),
    "correct": Group(
        purpose="facts that staff looked up, in place of what a county's data says",
        verbs={
            "worklist": "what to look up first: single facts that would free someone, as a workbook to fill in",
            "export": "facts that may be corrected, as a workbook to fill in",
            "import": "write every correction of a workbook that was filled in",
            "list": "corrections, and what became of each in the run in force",
        },
    ),
    "packages": Group(
        purpose="what goes to each court: papers and manifest under a number, delivered once",
        verbs={
            "make": "what is eligible and free into packages, a court and day each; what was begun is finished",
            "list": "every package, where it stands and since when",
            "show": "what is in a package, every file held against its checksum",
            "deliver": "to the court, by its route: folder, S3, SFTP, paper; once",
            "withdraw": "taken back before the court has it; its number stays used",
        },
    ),
    "outcomes": Group(
        purpose="what courts give back: outcomes, tasks, what is waited for",
        verbs={
            "filed": "a package's manifest, as it was handed to the court",
            "import": "a file that a court gave back: CSV, XLSX, stamped PDF",
            "collect": "what courts put beside their packages, over S3, SFTP or a folder: fetched and taken in",
            "waiting": "what each court is waited for, at 30, 60 and 90 days",
            "tasks": "what a person has to settle, and whose it is",
            "close": "a task settled, or given to another owner",
            "export-doj": "what DOJ has to be told within 30 days, as a file; marks it, lists what is overdue",
            "confirm": "what DOJ says its records show",
            "reconcile": "every conviction has an outcome or an owner: the account that county and court sign",
        },
    ),
    "serve": "the page for clerks and staff: packages, outcomes, how counties stand",
    "accounts": Group(
        purpose="who may sign in to the page",
        verbs={
            "add": "a new account and the code it enrols with",
            "list": "every account, what it may see, and whether it is used",
            "reset": "forget how an account signs in; a new code",
            "remove": "close an account for good, at once",
        },
    ),
    "reversal": Group(
        purpose="relief that should not have been granted: cause, notice, hearing, reinstatement",
        verbs={
            "open": "question a grant, with a cause and a reason",
            "notice": "somebody was told",
            "order": "the proposed order, as a PDF",
            "hear": "the court has heard it",
            "reinstate": "the court took relief back: its signed order, and who has to be told",
            "uphold": "the court let relief stand",
            "withhold": "the person died, or the record was sealed or destroyed: no paper names it again",
            "list": "every reversal, where it stands, and who was told",
        },
    ),
    "audit": Group(
        purpose="a second opinion on a sample of the determinations",
        verbs={
            "draw": "a sample for a person who is not told the answers",
            "judge": "what the answers prove; a wrong one stops the county's papers",
        },
    ),
    "rules": Group(
        purpose="the law as it is read here, rule by rule",
        verbs={
            "show": "every number and rule of a rule set, in the order in which they are asked, on a day",
            "diff": "what of the law took effect between two days",
            "cases": "every case that the rules are held to, with its outcome as it is computed now",
            "table": "which sentence of the law is decided by which rule, fact, number, policy key, or not here",
        },
    ),
}
