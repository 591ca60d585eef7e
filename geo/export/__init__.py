"""Ways out: files that others read."""

from geo.export.formats import FORMATS, Format, format_of, write
from geo.export.sheets import Material

__all__ = ["FORMATS", "Format", "Material", "format_of", "write"]
