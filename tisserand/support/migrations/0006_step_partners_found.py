"""Steps that name someone of the circle without a mistake, and whom nobody else is called like, are given to them by
their id: from now on a name alone shows nothing to anybody who comes in by a link."""

from collections import defaultdict

from django.db import migrations

from tisserand.common.folding import fold


def find_partners(apps, schema_editor):
    Step = apps.get_model("support", "Step")
    CircleMember = apps.get_model("sharing", "CircleMember")
    rows = Step.objects.filter(doer="partner", partner=None).exclude(partner_name="")
    held = rows.values_list("pk", "person_id", "goal__plan__dossier__organisation_id", "partner_name")
    for step_id, person_id, organisation_id, name in held.iterator(chunk_size=500):
        around = CircleMember.objects.filter(person_id=person_id, organisation_id=organisation_id)
        by_name = defaultdict(list)
        for pk, called in around.filter(user=None, until_on=None).values_list("pk", "name"):
            by_name[fold(called)].append(pk)
        found = by_name[fold(name)]
        if len(found) == 1:
            Step.objects.filter(pk=step_id, partner=None).update(partner_id=found[0])


class Migration(migrations.Migration):
    dependencies = [("support", "0005_step_partner"), ("sharing", "0006_peers")]
    operations = [migrations.RunPython(find_partners, migrations.RunPython.noop)]
