-- A conflict may be kept once more, in its own place: after a choice that others overtook, or an answer that was lost.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

GRANT UPDATE ON conflicts TO hub_commit;
