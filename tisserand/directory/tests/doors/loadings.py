"""Doors of what goes in and out as a file: whoever administers brings in; whoever administers or leads gives out."""

from tests.cast import World
from tests.doors import Door, to
from tisserand.directory.choices import LineOutcome, LoadingState
from tisserand.directory.models import Loading, LoadingFile, LoadingLine

LOADING = ("administrator",)
EXPORTING = ("administrator", "head")


def a_loading(state: LoadingState = LoadingState.DONE):
    """Arguments of an address about a file that was sent."""

    def args(world: World) -> dict[str, object]:
        made = Loading.objects.create(file_name="essai.json", loaded_by="Essai", state=state, refused=1)
        LoadingFile.objects.create(loading=made, content=b"[]")
        LoadingLine.objects.create(
            loading=made, number=1, kind="structure", outcome=LineOutcome.REFUSED, reasons=["nom : manque"]
        )
        return {"loading_id": made.pk}

    return args


DOORS = {
    "directory:loading_list": Door(allowed=to(LOADING)),
    "directory:loading_start": Door(allowed=to(LOADING)),
    "directory:loading_detail": Door(args=a_loading(), allowed=to(LOADING)),
    "directory:loading_progress": Door(args=a_loading(), allowed=to(LOADING)),
    "directory:loading_run": Door(
        args=a_loading(LoadingState.FAILED), method="post", allowed=to(LOADING, 302)
    ),
    "directory:loading_cancel": Door(
        args=a_loading(LoadingState.WAITING), method="post", allowed=to(LOADING, 302)
    ),
    "directory:loading_refused": Door(args=a_loading(), allowed=to(LOADING)),
    "directory:directory_export": Door(allowed=to(EXPORTING)),
    "directory:directory_file": Door(
        data=lambda world: {"what": "services", "form": "json"}, allowed=to(EXPORTING)
    ),
}
