"""Where the files handed in are kept: in the data folder, or in an S3-compatible store when a bucket is named."""

from __future__ import annotations

from typing import Any

LOCAL = {"BACKEND": "tisserand.support.files.shelf.DurableFileSystemStorage"}
# Beyond this, a file on its way to the reader waits on the disk rather than in memory.
IN_MEMORY = 1024 * 1024


def files_storage(env: Any) -> dict[str, Any]:
    """Django's default storage, from the environment. Nothing is ever served from an address of the store itself."""
    if not env("TISSERAND_S3_BUCKET"):
        return LOCAL
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env("TISSERAND_S3_BUCKET"),
            "endpoint_url": env("TISSERAND_S3_ENDPOINT") or None,
            "region_name": env("TISSERAND_S3_REGION") or None,
            "access_key": env("TISSERAND_S3_ACCESS_KEY") or None,
            "secret_key": env("TISSERAND_S3_SECRET_KEY") or None,
            "file_overwrite": False,
            "signature_version": "s3v4",
            "max_memory_size": IN_MEMORY,
        },
    }
