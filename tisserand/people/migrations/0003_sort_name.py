"""The name by which a list is sorted, on each registration: one index then gives the list of an organisation in order."""

from django.db import migrations

FUNCTIONS = r"""
    -- Lower case, without accents or signs; letters of any alphabet stay.
    CREATE FUNCTION people_plain(name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN btrim(regexp_replace(
        regexp_replace(
            normalize(lower(replace(replace(replace(replace(name, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae')), NFKD),
            '[\u0300-\u036f]', '', 'g'),
        '[\s[:punct:]’‘«»]+', ' ', 'g'));

    -- The family name they use, then the first name they go by. Two spaces between: « Le » comes before « Le Goff ».
    CREATE FUNCTION people_sort_name(last_name text, birth_name text, used_first_name text, first_names text)
    RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN btrim(left(
        people_plain(coalesce(nullif(last_name, ''), birth_name)) || '  '
        || people_plain(coalesce(nullif(used_first_name, ''), first_names)),
        200));

    CREATE OR REPLACE FUNCTION people_write_search_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        SELECT people_search_keys(NEW.organisation_id, known.search_names, known.sounds, known.initials),
               people_sort_name(known.last_name, known.birth_name, known.used_first_name, known.first_names)
            INTO NEW.search_keys, NEW.sort_name
            FROM people_person known WHERE known.id = NEW.person_id;
        NEW.search_keys := coalesce(NEW.search_keys, '{}');
        NEW.sort_name := coalesce(NEW.sort_name, '');
        RETURN NEW;
    END $$;

    CREATE OR REPLACE TRIGGER person_search_keys AFTER UPDATE ON people_person FOR EACH ROW
        WHEN ((OLD.search_names, OLD.sounds, OLD.initials,
               OLD.last_name, OLD.birth_name, OLD.used_first_name, OLD.first_names)
              IS DISTINCT FROM
              (NEW.search_names, NEW.sounds, NEW.initials,
               NEW.last_name, NEW.birth_name, NEW.used_first_name, NEW.first_names))
        EXECUTE FUNCTION people_follow_names();
"""

UNDONE = r"""
    CREATE OR REPLACE TRIGGER person_search_keys AFTER UPDATE ON people_person FOR EACH ROW
        WHEN ((OLD.search_names, OLD.sounds, OLD.initials) IS DISTINCT FROM (NEW.search_names, NEW.sounds, NEW.initials))
        EXECUTE FUNCTION people_follow_names();

    CREATE OR REPLACE FUNCTION people_write_search_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.search_keys := coalesce(
            (SELECT people_search_keys(NEW.organisation_id, known.search_names, known.sounds, known.initials)
             FROM people_person known WHERE known.id = NEW.person_id),
            '{}');
        RETURN NEW;
    END $$;

    DROP FUNCTION people_sort_name(text, text, text, text);
    DROP FUNCTION people_plain(text);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_search_keys")]

    operations = [
        migrations.RunSQL(FUNCTIONS, UNDONE),
    ]
