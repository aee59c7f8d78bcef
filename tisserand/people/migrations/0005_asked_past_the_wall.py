"""Two questions whose answer must not depend on what the second wall hides: yes or no, and nothing of the rows."""

from django.db import migrations

FUNCTIONS = """
    -- Whether an address of theirs is protected: wherever it is known, what says where they live is kept back.
    CREATE FUNCTION people_hides_address(whom uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
        RETURN EXISTS (SELECT FROM public.people_contactpoint c WHERE c.person_id = whom
            AND c.kind = 'address' AND c.is_protected AND c.until_on IS NULL);
    END $$;

    -- Whether their record was brought into another one.
    CREATE FUNCTION people_leads_elsewhere(whom uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
        RETURN EXISTS (SELECT FROM public.people_person p WHERE p.id = whom AND p.merged_into_id IS NOT NULL);
    END $$;
"""
UNDONE = """
    DROP FUNCTION people_hides_address(uuid);
    DROP FUNCTION people_leads_elsewhere(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_emergency")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDONE)]
