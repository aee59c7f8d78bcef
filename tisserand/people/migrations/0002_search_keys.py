"""Keys of the search on each registration, written by the database alone."""

from django.db import migrations

FUNCTIONS = r"""
    CREATE FUNCTION people_key(organisation uuid, kind text, word text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('x' || left(md5(organisation::text || kind || word), 8))::bit(32)::integer;

    -- See people/search_keys.py: beginnings, short words whole, words less one letter, sounds, initials.
    CREATE FUNCTION people_search_keys(organisation uuid, names text, sounds text[], initials text[])
    RETURNS integer[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    DECLARE
        ways text[] := '{}';
        word text;
    BEGIN
        FOREACH word IN ARRAY (string_to_array(btrim(names), ' '))[1:16] LOOP
            FOR letters IN 2..least(5, length(word)) LOOP
                ways := ways || ('^' || left(word, letters));
            END LOOP;
            IF length(word) <= 4 THEN
                ways := ways || ('=' || word);
            END IF;
            CONTINUE WHEN length(word) < 4;
            word := left(word, 7);
            ways := ways || ('-' || word);
            FOR place IN 1..length(word) LOOP
                ways := ways || ('-' || left(word, place - 1) || substr(word, place + 1));
            END LOOP;
        END LOOP;
        ways := ways || ARRAY(SELECT '~' || each FROM unnest(sounds) each)
                     || ARRAY(SELECT '!' || each FROM unnest(initials) each);
        RETURN ARRAY(SELECT DISTINCT people_key(organisation, '', each) FROM unnest(ways) each);
    END $$;

    CREATE FUNCTION people_write_search_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.search_keys := coalesce(
            (SELECT people_search_keys(NEW.organisation_id, known.search_names, known.sounds, known.initials)
             FROM people_person known WHERE known.id = NEW.person_id),
            '{}');
        RETURN NEW;
    END $$;

    CREATE FUNCTION people_follow_names() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Each is written anew by its own trigger.
        UPDATE people_registration SET search_keys = '{}' WHERE person_id = NEW.id;
        RETURN NULL;
    END $$;

    CREATE TRIGGER registration_search_keys BEFORE INSERT OR UPDATE ON people_registration
        FOR EACH ROW EXECUTE FUNCTION people_write_search_keys();
    CREATE TRIGGER person_search_keys AFTER UPDATE ON people_person FOR EACH ROW
        WHEN ((OLD.search_names, OLD.sounds, OLD.initials) IS DISTINCT FROM (NEW.search_names, NEW.sounds, NEW.initials))
        EXECUTE FUNCTION people_follow_names();
"""

UNDONE = """
    DROP TRIGGER person_search_keys ON people_person;
    DROP TRIGGER registration_search_keys ON people_registration;
    DROP FUNCTION people_follow_names();
    DROP FUNCTION people_write_search_keys();
    DROP FUNCTION people_search_keys(uuid, text, text[], text[]);
    DROP FUNCTION people_key(uuid, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, UNDONE),
    ]
