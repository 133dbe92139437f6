"""Every exception from the checks, with its reason. A waiver that is no longer needed fails a test."""

# Forbidden words (personal.py) that stand in a field, a label or a choice for something that is no trait of a person.
WORDS = {
    "petitions.Petition.topic": "'thái độ phục vụ' is how an office served: the matter of a petition, not a person's attitude",
}

# Views of staff rooms that anybody may open.
PUBLIC_VIEWS: dict[str, str] = {}

# Public functions of services modules that are no act of a person: (room.function): reason.
SERVICES: dict[str, str] = {
    "audit.record": "it is the log's own writer; the caller's act is what it records",
    "audit.digest": "computes a hash, writes nothing",
}

# Files past 400 lines.
LONG_FILES = {
    "scripts/build_units_data.py": "a maintainer's script, standard library only, in one file so that it can be read from top to bottom"
}
