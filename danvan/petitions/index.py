"""The index of words beside the table of petitions, kept by the database itself, on both engines.

`petitions_search` holds the words of every petition that may be searched and the unit where it lies: an FTS5 table without content on SQLite, a
`tsvector` with GIN on PostgreSQL. Triggers keep it, so no writer can forget it, and what is protected leaves it in the same statement that makes
it so. It is no model of Django's to make: `install` runs after every migration.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# Those of `models.PROTECTED_KINDS` (a test compares): a kind that is added there needs `rebuild`, which `install` does by itself.
PROTECTED = "'denunciation', 'denunciation_repeat', 'denunciation_info'"
# Signs are no part of words. Said by number, since classes like [:alnum:] differ with the locale of a database.
_SIGNS = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"
SQLITE_TABLE = (
    "CREATE VIRTUAL TABLE petitions_search USING fts5(words, unit, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0')"
)
_SQLITE_IN = "INSERT INTO petitions_search(rowid, words, unit) VALUES (NEW.id, NEW.folded, NEW.unit_id)"
_SQLITE_OUT = "INSERT INTO petitions_search(petitions_search, rowid, words, unit) VALUES ('delete', OLD.id, OLD.folded, OLD.unit_id)"
_CHANGED = f"OLD.folded <> NEW.folded OR OLD.unit_id <> NEW.unit_id OR (OLD.kind IN ({PROTECTED})) <> (NEW.kind IN ({PROTECTED}))"
SQLITE_TRIGGERS = {
    "petitions_search_new": f"AFTER INSERT ON petitions_petition WHEN NEW.kind NOT IN ({PROTECTED}) BEGIN {_SQLITE_IN}; END",
    "petitions_search_gone": f"AFTER DELETE ON petitions_petition WHEN OLD.kind NOT IN ({PROTECTED}) BEGIN {_SQLITE_OUT}; END",
    # Triggers of one event run in no order that SQLite promises: taking out and putting in again is one trigger where both are due.
    "petitions_search_changed": "AFTER UPDATE OF folded, kind, unit_id ON petitions_petition "
    f"WHEN OLD.kind NOT IN ({PROTECTED}) AND NEW.kind NOT IN ({PROTECTED}) AND ({_CHANGED}) BEGIN {_SQLITE_OUT}; {_SQLITE_IN}; END",
    "petitions_search_closed": "AFTER UPDATE OF folded, kind, unit_id ON petitions_petition "
    f"WHEN OLD.kind NOT IN ({PROTECTED}) AND NEW.kind IN ({PROTECTED}) BEGIN {_SQLITE_OUT}; END",
    "petitions_search_opened": "AFTER UPDATE OF folded, kind, unit_id ON petitions_petition "
    f"WHEN OLD.kind IN ({PROTECTED}) AND NEW.kind NOT IN ({PROTECTED}) BEGIN {_SQLITE_IN}; END",
}
_VECTOR = f"to_tsvector('simple', regexp_replace(%s, '{_SIGNS}', ' ', 'g'))"
POSTGRES = [
    """CREATE TABLE IF NOT EXISTS petitions_search (rowid bigint PRIMARY KEY, unit_id bigint NOT NULL, words tsvector NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS petitions_search_words ON petitions_search USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX IF NOT EXISTS petitions_search_unit ON petitions_search (unit_id, rowid)",
    f"""CREATE OR REPLACE FUNCTION petitions_search_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM petitions_search WHERE rowid = OLD.id;
        ELSIF NEW.kind IN ({PROTECTED}) THEN
            DELETE FROM petitions_search WHERE rowid = NEW.id;
        ELSE
            INSERT INTO petitions_search (rowid, unit_id, words) VALUES (NEW.id, NEW.unit_id, {_VECTOR % "NEW.folded"})
            ON CONFLICT (rowid) DO UPDATE SET unit_id = EXCLUDED.unit_id, words = EXCLUDED.words;
        END IF;
        RETURN NULL;
    END $$""",  # noqa: S608 - constants of this file
    """CREATE OR REPLACE FUNCTION petitions_search_empty() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN TRUNCATE petitions_search; RETURN NULL; END $$""",
    """CREATE OR REPLACE TRIGGER petitions_search_new AFTER INSERT OR DELETE ON petitions_petition
    FOR EACH ROW EXECUTE FUNCTION petitions_search_keep()""",
    f"""CREATE OR REPLACE TRIGGER petitions_search_changed AFTER UPDATE OF folded, kind, unit_id ON petitions_petition
    FOR EACH ROW WHEN ({_CHANGED}) EXECUTE FUNCTION petitions_search_keep()""",
    """CREATE OR REPLACE TRIGGER petitions_search_truncated AFTER TRUNCATE ON petitions_petition
    FOR EACH STATEMENT EXECUTE FUNCTION petitions_search_empty()""",
]
_POSTGRES_TRIGGERS = {"petitions_search_new", "petitions_search_changed", "petitions_search_truncated"}


def install(connection: BaseDatabaseWrapper) -> bool:
    """Make the index and its triggers where they are missing, and fill it. Out: whether anything was missing.

    Asked after every migration: SQLite drops the triggers of a table that a migration makes anew.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'petitions_search%%'")
            there = dict(cursor.fetchall())
            wanted = {name: f"CREATE TRIGGER {name} {body}" for name, body in SQLITE_TRIGGERS.items()}
            if there.get("petitions_search") == SQLITE_TABLE and all(there.get(name) == sql for name, sql in wanted.items()):
                return False
            statements = [f"DROP TRIGGER IF EXISTS {name}" for name in wanted]
            statements += ["DROP TABLE IF EXISTS petitions_search", SQLITE_TABLE, *wanted.values()]
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'petitions_petition'::regclass")
            if {name for (name,) in cursor.fetchall()} >= _POSTGRES_TRIGGERS:
                return False
            statements = POSTGRES
        for statement in statements:
            cursor.execute(statement)
    rebuild(connection)
    return True


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Empty the index and fill it from the petitions that may be searched."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO petitions_search(petitions_search) VALUES ('delete-all')")
            words, unit = "folded", "unit"
        else:
            cursor.execute("TRUNCATE petitions_search")
            words, unit = _VECTOR % "folded", "unit_id"
        cursor.execute(
            f"INSERT INTO petitions_search(rowid, words, {unit}) "  # noqa: S608 - constants of this file
            f"SELECT id, {words}, unit_id FROM petitions_petition WHERE kind NOT IN ({PROTECTED}) ORDER BY id"
        )
