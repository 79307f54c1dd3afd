"""One cluster for all tests here; each finds it whole."""

from collections.abc import Iterator

import pytest

from tests.cluster.cluster import Cluster, running
from tests.cluster.edge import MISSING


@pytest.fixture(scope="session")
def the_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if MISSING is not None:
        pytest.skip(MISSING)
    with running(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def cluster(the_cluster: Cluster) -> Cluster:
    the_cluster.mend()
    return the_cluster
