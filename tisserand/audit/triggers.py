"""The trail's own guards, in the database: no code path can skip them.

A session may ask pgtrigger to ignore its triggers; migration 0002 adds plain ones, which listen to nobody, and holds
the heads of the chains.
"""

import pgtrigger

# The line as the seal reads it: every column that says something, in a fixed order and a fixed time zone. In an array
# each value keeps its own bounds: no character of one can slide into the next.
SEALED_TEXT = """
    jsonb_build_array(NEW.id, to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        NEW.actor_id, NEW.actor_name, NEW.organisation_id, NEW.person_id, NEW.verb, NEW.part, NEW.object_id,
        NEW."right", NEW.reason, NEW.stream, NEW.position)::text
"""

# Locking the head row makes the lines of one stream queue up; other streams are not held back.
CHAIN = pgtrigger.Trigger(
    name="chain",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("head", "audit_streamhead%ROWTYPE")],
    func=f"""
        INSERT INTO audit_streamhead (stream, position, seal) VALUES (NEW.stream, 0, '')
            ON CONFLICT (stream) DO NOTHING;
        SELECT * INTO head FROM audit_streamhead WHERE stream = NEW.stream FOR UPDATE;
        NEW.position := head.position + 1;
        NEW.seal := encode(sha256(convert_to(head.seal || '|' || {SEALED_TEXT}, 'UTF8')), 'hex');
        UPDATE audit_streamhead SET position = NEW.position, seal = NEW.seal WHERE stream = NEW.stream;
        RETURN NEW;
    """,
)

NO_CHANGE = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
# Test databases are emptied between two journeys; no other database has a name like theirs.
NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    level=pgtrigger.Statement,
    func="""
        IF current_database() NOT LIKE 'test\\_%' THEN
            RAISE EXCEPTION 'the trail is append-only';
        END IF;
        RETURN NULL;
    """,
)
