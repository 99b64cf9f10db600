"Where things lie: this checkout, its metadata.yml, and the real data beside it."

import os
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
METADATA = CHECKOUT / "metadata.yml"
SHARED = Path(os.environ.get("CINEORG_SHARED") or CHECKOUT.parent / "shared" / "data")
