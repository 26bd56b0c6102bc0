"""The figures of `/metrics`: what this process counts, what the others of this host have, how the site stands."""

import atexit
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine

from pollsite.logs.setup import LISTENERS
from pollsite.operations.counts import Counts
from pollsite.operations.health import asking_engine
from pollsite.operations.patience import Patient
from pollsite.operations.sharing import Record, Sharing
from pollsite.operations.site_gauges import SiteGauges, count_errors, letters, look_at_site, pool_use

PATIENCE_S = 2.0
"""How long the database may take over its part; past it, the rest is told without."""
FOLDER = "metrics"
EXPOSITION = "pollsite.operations.exposition"
"""Loaded when first asked for: prometheus-client takes a tenth of a second of every start."""
Gauge = Callable[[], float]


class Figures:
    """Counts from the beginning; shares once a worker has started. `gauges`: how things stand in this process."""

    def __init__(self, engine: Engine, folder: Path, *, gauges: Mapping[str, Gauge]) -> None:
        self.counts = Counts()
        self._engine = engine
        self._gauges = dict(gauges)
        self._outbox = folder / "outbox"
        self._sharing = Sharing(folder / FOLDER, self._take_stock)
        asking = asking_engine(engine)
        self._ask_site: Callable[[], SiteGauges] = lambda: look_at_site(asking)
        self._site: Patient[SiteGauges] | None = None

    def worker_started(self) -> None:
        """To be called in each new worker."""
        LISTENERS.append(self.counts.line)
        count_errors(self._engine, self.counts.error)
        self._sharing.begin()
        atexit.register(self._sharing.end)

    def told(self, *, at: datetime) -> bytes:
        """All figures, in the text that Prometheus reads."""
        if self._site is None:
            self._site = Patient(self._ask_site, patience_s=PATIENCE_S)
        departed, living = self._sharing.all()
        told: bytes = import_module(EXPOSITION).told(
            departed, living, site=self._site.ask(), letters=letters(self._outbox), at=at
        )
        return told

    def _take_stock(self) -> Record:
        used, size = pool_use(self._engine)
        gauges = {name: gauge() for name, gauge in self._gauges.items()}
        return Record(self.counts.rows(), {**gauges, "pool_used": used, "pool_size": size})
