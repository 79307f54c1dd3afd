"""After a restore into the same cluster, every document gets an epoch that no page holds [DC1]."""

import asyncpg

from hub.store.connections import renew_epochs_of


async def test_every_document_gets_another_epoch_and_keeps_its_version(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(
            "INSERT INTO documents (workspace_id, kind, id, epoch, version) VALUES ('w', 'workspace', 'w', 'before', 7)"
        )
        await renew_epochs_of(database)
        epoch = await connection.fetchval("SELECT epoch FROM documents WHERE id = 'w'")
        version = await connection.fetchval("SELECT version FROM documents WHERE id = 'w'")
    finally:
        await connection.close()
    assert epoch != "before"
    assert version == 7
