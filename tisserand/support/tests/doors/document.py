"""Doors of the documents: those around read and hand in; a confidential one exists for fewer."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tests.cast import World
from tests.doors import THOSE_AROUND, Door, to, with_dossier
from tests.papers import hand_in, picture
from tisserand.common.clock import now
from tisserand.support.choices import DocumentVisibility
from tisserand.support.files import shelf
from tisserand.support.models import Document, DocumentVersion
from tisserand.support.services.documents import remove_document

SEEN_ONLY = {"neighbour": 403, "reception": 403}
ADMINISTERING = ("administrator", "head")


def a_version(world: World) -> DocumentVersion:
    """A photo handed in by the colleague, its page drawn."""
    version = hand_in(world, "colleague", picture())
    page = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(page, "WEBP")
    shelf.default_storage.save(shelf.page_key(version.key, 1), page)
    DocumentVersion.objects.filter(pk=version.pk).update(drawn=1)
    return version


def a_document(world: World) -> dict[str, Any]:
    return with_dossier(world) | {"document_id": a_version(world).document_id}


def a_confidential_one(world: World) -> dict[str, Any]:
    args = a_document(world)
    Document.objects.update(visibility=DocumentVisibility.CONFIDENTIAL)
    return args


def a_file(world: World) -> dict[str, Any]:
    return a_document(world) | {"number": 1}


def a_confidential_file(world: World) -> dict[str, Any]:
    return a_confidential_one(world) | {"number": 1}


def a_page(world: World) -> dict[str, Any]:
    return a_file(world) | {"page": 1}


def a_removed_one(world: World) -> dict[str, Any]:
    args = a_document(world)
    document = Document.objects.select_related("dossier").get(pk=args["document_id"])
    remove_document(actor=world.cast.actor("referent"), document=document, now=now())
    return args


def inside(args: Any, status: int = 200, **more: Any) -> Door:
    """A document exists only for those who read the dossier."""
    return Door(args, allowed=to(THOSE_AROUND, status), **more)


DOORS = {
    "support:document_list": Door(with_dossier, allowed=to(THOSE_AROUND) | SEEN_ONLY),
    "support:document_add": Door(with_dossier, allowed=to(THOSE_AROUND) | SEEN_ONLY),
    "support:document_detail": inside(a_document),
    "support:document_edit": inside(a_document),
    "support:document_replace": inside(a_document),
    "support:document_remove": inside(a_document, 302, method="post"),
    "support:document_restore": Door(a_removed_one, method="post", allowed=to(THOSE_AROUND, 302) | SEEN_ONLY),
    # The coordinator reads the dossier, not what is confidential in it.
    "support:document_file": Door(a_confidential_file, allowed=to(("referent", "colleague", "head"))),
    "support:document_page": inside(a_page),
    "support:document_progress": Door(
        lambda world: {"version_id": a_version(world).pk}, allowed=to(THOSE_AROUND, 286)
    ),
    "support:antivirus_panel": Door(allowed=to(ADMINISTERING)),
}
