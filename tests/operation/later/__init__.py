"""The catalogue's migrations, and those of a release to come, as they must be."""

from carrefour.catalogue import migrations

__path__ = [*__path__, *migrations.__path__]
