"""Every exception from the checks, with its reason. A waiver that is no longer needed fails a test."""

# Phrases with a forbidden word that speak of no trait of a person. They are taken out before the words are looked for.
PHRASES = {
    "thái độ phục vụ": "how an office served: the matter of a petition, not a person's attitude",
    "Công tác dân tộc, tôn giáo": "the area of work a group of indicators is about, no person",
    "Không ghi số căn cước, tôn giáo, dân tộc": "asks the sender not to write such things",
}

# Views of staff rooms whose first statement is not the question who may.
LATE_VIEWS = {
    "petitions.act": "the act in the address chooses the duty to ask for; an unknown act is 404 before anybody is asked",
}

# Public functions of services modules that are no act of a person: (room.function): reason.
SERVICES: dict[str, str] = {
    "audit.record": "it is the log's own writer; the caller's act is what it records",
    "audit.digest": "computes a hash, writes nothing",
    "petitions.read": "marks letters as read by the other side: nothing that is owed changes",
    "petitions.hash_of": "computes a hash, writes nothing",
    "portal.reveal": "reads a code that was sealed, writes nothing",
    "reports.look": "an officer's own mark in a page: a line in the log would be the record of who read what that we refuse",
    "reports.period_of": "finds or makes the row of a period: a name for days, not an act",
    "reports.parsed": "reads what was typed, writes nothing",
    "reports.judge_change": "says what saving would refuse, writes nothing",
    "reports.coming": "says what a filed report will be, writes nothing; takes the report, its one subject, by position",
    "reports.plan_opening": "says what opening a period would fix, writes nothing",
    "units.preview_event": "shows what would happen, writes nothing",
    "files.store": "takes the upload, its one subject, by position",
}

# Files past 400 lines.
LONG_FILES = {
    "scripts/build_units_data.py": "a maintainer's script, standard library only, in one file so that it can be read from top to bottom"
}
