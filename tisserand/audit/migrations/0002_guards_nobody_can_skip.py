"""Guards beside those of `triggers`, which a session may ask pgtrigger to ignore: these listen to nobody.

The heads of the chains move only when a line is added; otherwise the last lines could be cut off and the head put back,
and the verification would find nothing.
"""

from django.db import migrations

GUARD = """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the trail is append-only';
    END $$;

    CREATE FUNCTION audit_follow_the_chain() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Depth 1 is this trigger alone: nobody is adding a line.
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'the trail is append-only';
        END IF;
        RETURN NEW;
    END $$;

    CREATE FUNCTION audit_refuse_to_empty() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- As in `triggers`: test databases are emptied between two journeys.
        IF current_database() NOT LIKE 'test\\_%' THEN
            RAISE EXCEPTION 'the trail is append-only';
        END IF;
        RETURN NULL;
    END $$;

    CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE ON audit_accessevent
        FOR EACH ROW EXECUTE FUNCTION audit_refuse();
    CREATE TRIGGER trail_head_follows BEFORE INSERT OR UPDATE ON audit_streamhead
        FOR EACH ROW EXECUTE FUNCTION audit_follow_the_chain();
    CREATE TRIGGER trail_head_stays BEFORE DELETE ON audit_streamhead
        FOR EACH ROW EXECUTE FUNCTION audit_refuse();
    CREATE TRIGGER trail_not_emptied BEFORE TRUNCATE ON audit_accessevent
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_to_empty();
    CREATE TRIGGER trail_heads_not_emptied BEFORE TRUNCATE ON audit_streamhead
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_to_empty();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
