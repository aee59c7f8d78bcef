"""What a search looks in, written on each service by the database, so that no path can skip it.

A service lacking an address or hours is at those of its structure (rule of the schema). When its structure changes, it
is written again.
"""

import django.contrib.postgres.search
from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations, models

FUNCTIONS = r"""
    CREATE TEXT SEARCH CONFIGURATION directory_words (COPY = french);
    ALTER TEXT SEARCH CONFIGURATION directory_words
        ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;

    CREATE FUNCTION directory_write_searched() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        home directory_structure%ROWTYPE;
        is_there boolean;
    BEGIN
        SELECT * INTO home FROM directory_structure known WHERE known.id = NEW.structure_id;
        NEW.is_listed := NEW.gone_on IS NULL AND home.gone_on IS NULL;
        NEW.hours := coalesce(nullif(NEW.opening_hours, ''), home.opening_hours, '');
        NEW.words :=
            setweight(to_tsvector('directory_words', NEW.name), 'A')
            || setweight(to_tsvector('directory_words', coalesce(home.name, '')), 'B')
            || setweight(to_tsvector('directory_words',
                left(NEW.description, 4000) || ' ' || left(NEW.publics_details, 1000)), 'D');
        is_there := NEW.postcode = '' OR home.postcode = '' OR NEW.postcode = home.postcode;
        IF NEW.latitude IS NOT NULL AND NEW.longitude IS NOT NULL THEN
            NEW.at_latitude := NEW.latitude;
            NEW.at_longitude := NEW.longitude;
            NEW.is_roughly_at := false;
        ELSIF is_there AND home.latitude IS NOT NULL AND home.longitude IS NOT NULL THEN
            NEW.at_latitude := home.latitude;
            NEW.at_longitude := home.longitude;
            NEW.is_roughly_at := false;
        ELSIF TG_OP = 'INSERT' OR NOT NEW.is_roughly_at
              OR (NEW.insee_code, NEW.postcode, NEW.structure_id)
                 IS DISTINCT FROM (OLD.insee_code, OLD.postcode, OLD.structure_id) THEN
            -- Nowhere, until a rough point is given to it (services.placing).
            NEW.at_latitude := NULL;
            NEW.at_longitude := NULL;
            NEW.is_roughly_at := false;
        END IF;
        RETURN NEW;
    END $$;

    CREATE TRIGGER service_searched BEFORE INSERT OR UPDATE ON directory_service
        FOR EACH ROW EXECUTE FUNCTION directory_write_searched();

    CREATE FUNCTION directory_follow_structure() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE directory_service SET is_roughly_at = false WHERE structure_id = NEW.id;
        RETURN NULL;
    END $$;

    CREATE TRIGGER structure_searched AFTER UPDATE ON directory_structure FOR EACH ROW
        WHEN ((OLD.name, OLD.gone_on, OLD.opening_hours, OLD.latitude, OLD.longitude, OLD.insee_code, OLD.postcode)
              IS DISTINCT FROM
              (NEW.name, NEW.gone_on, NEW.opening_hours, NEW.latitude, NEW.longitude, NEW.insee_code, NEW.postcode))
        EXECUTE FUNCTION directory_follow_structure();

    UPDATE directory_service SET is_roughly_at = false;
"""

UNDONE = """
    DROP TRIGGER structure_searched ON directory_structure;
    DROP FUNCTION directory_follow_structure();
    DROP TRIGGER service_searched ON directory_service;
    DROP FUNCTION directory_write_searched();
    DROP TEXT SEARCH CONFIGURATION directory_words;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_loadings_in_the_background")]

    operations = [
        UnaccentExtension(),
        migrations.AddField("service", "at_latitude", models.FloatField(editable=False, null=True)),
        migrations.AddField("service", "at_longitude", models.FloatField(editable=False, null=True)),
        migrations.AddField("service", "hours", models.TextField(default="", editable=False)),
        migrations.AddField(
            "service",
            "is_listed",
            models.BooleanField(default=True, editable=False, verbose_name="publié"),
        ),
        migrations.AddField("service", "is_roughly_at", models.BooleanField(default=False, editable=False)),
        migrations.AddField(
            "service",
            "words",
            django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
        ),
        migrations.RunSQL(FUNCTIONS, UNDONE),
    ]
