"""What the directory holds: structures, services, where they come from, what each file brought."""

from tisserand.directory.models.listed import Listed, Service, Structure
from tisserand.directory.models.loading import Loading, LoadingFile, LoadingLine
from tisserand.directory.models.source import Source

__all__ = ["Listed", "Loading", "LoadingFile", "LoadingLine", "Service", "Source", "Structure"]
