"""Doors of the imports: who leads or coordinates may bring a file in; only who brought it, and who leads, follow it."""

from tests.cast import World
from tests.doors import Door, to
from tisserand.support.choices import ImportState, RowState
from tisserand.support.models import CaseloadImport, ImportRow

IMPORTING = ("coordinator", "head")
FOLLOWING = ("head",)


def an_import(state: ImportState = ImportState.DONE):
    """Arguments of an address about an import of the CCAS."""

    def args(world: World) -> dict[str, object]:
        sheets = [{"name": "", "headings": ["Nom"], "mapping": {"last_name": [0]}, "skip": False}]
        made = CaseloadImport.objects.create(
            organisation=world.ccas,
            team=world.north,
            started_by=world.cast.head,
            file_name="essai.csv",
            digest="0" * 64,
            sheets=sheets,
            state=state,
        )
        return {"import_id": made.pk}

    return args


def a_duplicate(world: World) -> dict[str, object]:
    """Arguments of an address about a row to decide on."""
    import_id = an_import()(world)["import_id"]
    row = ImportRow.objects.create(
        caseload_import_id=import_id, number=2, cells=["Essai"], state=RowState.DUPLICATE
    )
    return {"import_id": import_id, "row_id": row.pk}


DOORS = {
    "support:caseload_list": Door(allowed=to(IMPORTING)),
    "support:caseload_start": Door(allowed=to(IMPORTING)),
    "support:caseload_map": Door(args=an_import(ImportState.MAPPING), allowed=to(FOLLOWING)),
    "support:caseload_detail": Door(args=an_import(), allowed=to(FOLLOWING)),
    "support:caseload_run": Door(args=an_import(), method="post", allowed=to(FOLLOWING, 302)),
    "support:caseload_progress": Door(args=an_import(), allowed=to(FOLLOWING)),
    "support:caseload_rejected": Door(args=an_import(), allowed=to(FOLLOWING)),
    "support:caseload_undo": Door(args=an_import(), allowed=to(FOLLOWING)),
    "support:caseload_decide": Door(args=a_duplicate, allowed=to(FOLLOWING)),
}
