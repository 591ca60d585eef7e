"""Other people's event data (ACLED, UCDP, IDMC, an analyst's table), read into the records that articles yield."""

from geo.external.columns import kind_of as is_dataset
from geo.external.dataset import Dataset, about, kind_of
from geo.external.read import from_bytes, read

__all__ = ["Dataset", "about", "from_bytes", "is_dataset", "kind_of", "read"]
