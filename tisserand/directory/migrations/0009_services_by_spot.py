"""Where a service is: eleven centimetres at best, and in an index of plain numbers.

An index of points (GiST) reckons areas: of places a hair apart (1e-310 degree, which a file may hold) it refused to
write any, « value out of range: underflow ». It gave no idea either of how many services a box holds. A service that is
there is rounded the next time it is written. Built while people work.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

# As in migration 0003, but for the rounding.
SEARCHED = r"""
    CREATE OR REPLACE FUNCTION directory_write_searched() RETURNS trigger LANGUAGE plpgsql AS $$
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
        NEW.at_latitude := round(NEW.at_latitude::numeric, 6);
        NEW.at_longitude := round(NEW.at_longitude::numeric, 6);
        RETURN NEW;
    END $$;
"""

# Compared with what the producer says next, which is rounded as it comes in.
CORRECTIONS = """
    UPDATE directory_correction
    SET received = to_jsonb(round((received #>> '{}')::numeric, 6)::float8),
        value = CASE jsonb_typeof(value) WHEN 'number'
            THEN to_jsonb(round((value #>> '{}')::numeric, 6)::float8) ELSE value END
    WHERE field IN ('longitude', 'latitude') AND jsonb_typeof(received) = 'number';
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("directory", "0008_long_lists")]
    operations = [
        migrations.RunSQL(SEARCHED, migrations.RunSQL.noop),
        migrations.RunSQL(CORRECTIONS, migrations.RunSQL.noop),
        AddIndexConcurrently(
            "service",
            models.Index(
                fields=["at_latitude", "at_longitude"],
                include=["id"],
                condition=Q(is_listed=True),
                name="services_by_spot",
            ),
        ),
        RemoveIndexConcurrently("service", "services_by_place"),
    ]
