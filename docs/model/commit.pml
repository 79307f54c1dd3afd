/* The commit protocol as a model for spin. README.md beside it says what is here, and which code each part stands for.
 *
 * Two clients, some replicas, one document. An operation is a digit; a log is a number with one digit a version. Everything that can go
 * wrong is a choice of spin's, a bounded number of times. The names in #ifdef are mistakes: each must be found (mutants.txt).
 */
#ifndef REPLICAS
#define REPLICAS 2
#endif
#ifndef RETRIES
#define RETRIES 1   /* times that a client loses patience, or an answer, and sends again to any replica */
#endif
#ifndef CUTS
#define CUTS 0      /* connections to the database that break, whatever the statement is doing */
#endif
#ifndef CRASHES
#define CRASHES 0   /* replicas that die and come back */
#endif
#ifndef FAILOVERS
#define FAILOVERS 0 /* times that the standby takes over */
#endif
#ifndef RESTORES
#define RESTORES 0  /* times that a backup takes the place of the database */
#endif

#define X 1         /* first writer wins: refused once Y is in the log, however late X comes */
#define Y 2
#define OPS 2
#define BASE 4
#define BIT(o) (1 << (o))
#define VERSIONS(ops) ((ops != 0) + (ops >= BASE))

mtype = { won, busy, overtaken, known, unknown };

/* The database as its sessions see it; `inlog` is the set of what `log` has. */
byte epoch = 1, version, log, inlog;
/* What the standby has flushed. A transaction is over only when it is there: synchronous replication. */
byte s_version, s_log, s_inlog;
byte lock;          /* the document's row: 0, or 1 + the session that holds it */
byte timeline;      /* moves when the server that sessions run on is gone */

/* A session is a server process, two a replica: one may still be at work for a connection that broke. */
#define SESSIONS (2 * REPLICAS)
typedef Statement {
  bool at_work, abandoned;
  byte timeline;
  byte epoch, expected, base, ops, set;     /* as it was resolved: against what, and what it appends */
  byte seen_known, seen_version             /* what its snapshot holds */
};
Statement statement[SESSIONS];
chan verdict[SESSIONS] = [1] of { mtype };

/* A replica's memory (hub/sequencer/live.py). */
typedef Memory {
  byte epoch, version, log, inlog;          /* the state; epoch 0: the document isn't loaded */
  byte seen;                                /* operations that came by (remembered.py): not those that were there when it was loaded */
  byte waiting, looks;                      /* what is queued; what of it is looked up (Pending.lookup) */
  byte ops, set, refuses, count;            /* the batch that is under way */
  bool slot
};
Memory m[REPLICAS];
chan queue[REPLICAS] = [OPS] of { byte };

/* What clients hear; `lost`: the connection to the replica broke. */
byte told[OPS + 1];
bool lost[OPS + 1];
#define ACK 1
#define REFUSED 2

/* For the properties only: all that was ever said. */
byte acked, refused;

byte cuts = CUTS, crashes = CRASHES;

inline append(to, digits) {
  if
  :: digits == 0 -> skip
  :: digits != 0 && digits < BASE -> to = to * BASE + digits
  :: digits >= BASE -> to = (to * BASE + digits / BASE) * BASE + digits % BASE
  fi
}

/* ---------------------------------------------------------------- the statement: hub/store/sql/commit.sql */

#define mine statement[me]

inline answer(word) {
  if
  :: mine.abandoned -> mine.abandoned = false
  :: else -> verdict[me]!word
  fi;
  mine.at_work = false; mine.timeline = 0; mine.epoch = 0; mine.expected = 0; mine.base = 0; mine.ops = 0; mine.set = 0;
  mine.seen_known = 0; mine.seen_version = 0
}

proctype Session(byte me) {
end:
  do
  :: atomic { mine.at_work && mine.timeline != timeline -> answer(unknown) }       /* its server is gone */
  :: atomic { mine.at_work && mine.timeline == timeline && mine.abandoned && lock != 1 + me -> answer(unknown) }  /* it was noticed: rolled back */
  :: atomic { mine.at_work && mine.timeline == timeline && lock != 0 && lock != 1 + me -> answer(busy) }          /* SKIP LOCKED */
  :: atomic {
       mine.at_work && mine.timeline == timeline && lock == 0 ->
       if
#ifdef NO_EPOCH_COMPARE
       :: version != mine.expected || mine.seen_version != mine.expected -> answer(overtaken)
#elif defined(NO_VERSION_COMPARE)
       :: epoch != mine.epoch -> answer(overtaken)
#else
       :: epoch != mine.epoch || version != mine.expected || mine.seen_version != mine.expected -> answer(overtaken)
#endif
       :: else ->
          if
#ifndef NO_KNOWN_CHECK
          :: mine.seen_known -> answer(known)
#endif
          :: else ->
             assert(mine.expected == version);          /* gapless: nothing is left out, and nothing written over */
             assert(mine.base == log);                  /* it was resolved against what is there */
             assert((mine.set & inlog) == 0);           /* never twice */
#ifdef ACKS_BEFORE_THE_STANDBY
             append(log, mine.ops); inlog = inlog | mine.set; version = version + VERSIONS(mine.ops);
             answer(won)
#else
             lock = 1 + me;                             /* flushed here and on the standby, and seen by nobody yet */
             s_log = log; append(s_log, mine.ops); s_inlog = inlog | mine.set; s_version = version + VERSIONS(mine.ops)
#endif
          fi
       fi
     }
  :: atomic {
       mine.at_work && mine.timeline == timeline && lock == 1 + me ->
       log = s_log; inlog = s_inlog; version = s_version; lock = 0;
       answer(won)
     }
  od
}

#undef mine

/* ---------------------------------------------------------------- a replica: hub/sequencer */

#define my m[me]
#define at statement[2 * me + my.slot]

inline tell_applied(r, o) {
  if
  :: m[r].epoch != epoch && RESTORES > 0 -> skip          /* as good as said before the restore */
  :: else -> assert(inlog & BIT(o)); assert(!(refused & BIT(o))); acked = acked | BIT(o)
  fi;
  told[o] = ACK
}

inline tell_refused(o) {
  if
  :: my.epoch != epoch && RESTORES > 0 -> skip
  :: else -> assert(!(inlog & BIT(o))); refused = refused | BIT(o)
  fi;
  told[o] = REFUSED
}

inline leave(o) { my.waiting = my.waiting & ~BIT(o); my.looks = my.looks & ~BIT(o) }

/* An operation reaches a replica (Sequencer.submit). */
inline submit(r, o, flagged) {
  if
  :: m[r].epoch == 0 -> load(r)
  :: else -> skip
  fi;
  if
  :: m[r].waiting & BIT(o) -> skip                                            /* it joins the one that is under way */
  :: !(m[r].waiting & BIT(o)) && (m[r].seen & BIT(o)) -> tell_applied(r, o)   /* remembered */
  :: else -> queue[r]!o; m[r].waiting = m[r].waiting | BIT(o); m[r].looks = m[r].looks | (flagged -> BIT(o) : 0)
  fi
}

/* What is queued and in a set is answered, and leaves. */
inline answer_those_in(among) {
  k = len(queue[me]);
  do
  :: k > 0 -> k--; queue[me]?o;
     if
     :: among & BIT(o) -> tell_applied(me, o); leave(o)
     :: else -> queue[me]!o
     fi
  :: else -> break
  od
}

inline load(r) { m[r].epoch = epoch; m[r].version = version; m[r].log = log; m[r].inlog = inlog; m[r].seen = 0 }

/* Read the log, which answers operations on the way; of another epoch everything is loaded afresh (catch_up.py). */
inline bring_up() {
#ifndef NO_EPOCH_COMPARE
  if
  :: my.epoch != epoch -> load(me);
#ifndef LOADS_WITHOUT_DOUBT
     my.looks = my.waiting
#endif
  :: else ->
#endif
     newly = inlog & ~my.inlog;
     my.version = version; my.log = log; my.inlog = inlog; my.seen = my.seen | newly;
     answer_those_in(newly);
     newly = 0
#ifndef NO_EPOCH_COMPARE
  fi
#endif
}

inline forget_the_batch() { my.ops = 0; my.set = 0; my.refuses = 0; my.count = 0 }

inline abandon() {
  if
  :: at.at_work -> at.abandoned = true
  :: else -> verdict[2 * me + my.slot]?said; said = 0
  fi;
  my.slot = 1 - my.slot;
  forget_the_batch()
}

proctype Replica(byte me) {
  byte o, k, newly;
  mtype said;
end:
  do
  :: atomic {                                   /* resolve all that waits, and send it (batch.py, loop.py) */
       my.count == 0 && nempty(queue[me]) && !at.at_work ->
       my.count = len(queue[me]); k = my.count;
       do
       :: k > 0 -> k--; queue[me]?o; queue[me]!o;
          if
          :: o == X && ((my.inlog | my.set) & BIT(Y)) -> my.refuses = my.refuses | BIT(o)
          :: else -> append(my.ops, o); my.set = my.set | BIT(o)
          fi
       :: else -> break
       od;
#ifdef REFUSES_WITHOUT_THE_LOG
       if
       :: my.refuses -> tell_refused(X)
       :: else -> skip
       fi;
#endif
#ifdef ACKS_BEFORE_THE_COMMIT
       if
       :: my.set & BIT(X) -> tell_applied(me, X)
       :: else -> skip
       fi;
#endif
       at.at_work = true; at.timeline = timeline;
       at.epoch = my.epoch; at.expected = my.version; at.base = my.log; at.ops = my.ops; at.set = my.set;
       at.seen_known = my.looks & inlog; at.seen_version = version;     /* the snapshot, which may be older than the lock */
       o = 0
     }
  :: atomic {                                   /* settle (group_commit.py, aside.py) */
       my.count > 0 && nempty(verdict[2 * me + my.slot]) -> verdict[2 * me + my.slot]?said;
       if
       :: said == won ->
          append(my.log, my.ops); my.inlog = my.inlog | my.set; my.seen = my.seen | my.set; my.version = my.version + VERSIONS(my.ops);
          do
          :: my.count > 0 -> my.count--; queue[me]?o; leave(o);
             if
             :: my.refuses & BIT(o) -> tell_refused(o)
             :: else -> tell_applied(me, o)
             fi
          :: else -> break
          od
       :: said == busy -> skip
       :: said == overtaken -> bring_up()
       :: said == known -> bring_up(); answer_those_in(my.looks & my.inlog)
       :: said == unknown -> my.looks = my.looks | my.waiting
       fi;
       forget_the_batch(); said = 0; o = 0
     }
  :: atomic {                                   /* the connection breaks: nobody knows how far the statement came */
       my.count > 0 && cuts > 0 -> cuts--;
       my.looks = my.looks | my.waiting;
       abandon()
     }
  :: atomic {                                   /* the replica dies, and its statement lives on for a while */
       my.waiting && crashes > 0 -> crashes--;
       if
       :: my.count > 0 -> abandon()
       :: else -> skip
       fi;
       do
       :: nempty(queue[me]) -> queue[me]?o; lost[o] = true
       :: empty(queue[me]) -> break
       od;
       my.waiting = 0; my.looks = 0; o = 0;
       my.epoch = 0; my.version = 0; my.log = 0; my.inlog = 0; my.seen = 0
     }
  od
}

/* ---------------------------------------------------------------- clients, and what befalls the database */

proctype Client(byte o) {
  byte patience = RETRIES, r;
  bool again;
  do
  :: atomic {
       select(r : 0 .. REPLICAS - 1);
       submit(r, o, again);
#ifndef FORGETS_TO_FLAG
       again = true;
#endif
       r = 0
     };
     if
     :: atomic { told[o] != 0 -> break }
     :: atomic { told[o] == 0 && lost[o] -> lost[o] = false }
     :: atomic { patience > 0 -> patience--; told[o] = 0 }      /* also when the answer is there: it is lost on its way */
     fi
  od
}

proctype Operator() {
  byte failovers = FAILOVERS, restores = RESTORES;
  byte kept_version, kept_log, kept_inlog;
end:
  do
  :: atomic {
       failovers > 0 -> failovers--;
       version = s_version; log = s_log; inlog = s_inlog;
       timeline++; epoch++; lock = 0;
       assert((acked & ~inlog) == 0)            /* nothing that was acknowledged is lost */
     }
  :: atomic { restores > 0 -> kept_version = version; kept_log = log; kept_inlog = inlog };      /* a backup is taken, */
     atomic {                                                                                    /* and restored later */
       restores--;
       version = kept_version; log = kept_log; inlog = kept_inlog;
       s_version = version; s_log = log; s_inlog = inlog;
       timeline++; epoch++; lock = 0;
       acked = acked & inlog; refused = 0;
       kept_version = 0; kept_log = 0; kept_inlog = 0
     }
  od
}

init {
  byte i;
  atomic {
    for (i : 0 .. SESSIONS - 1) { run Session(i) }
    for (i : 0 .. REPLICAS - 1) { run Replica(i) }
    for (i : 1 .. OPS) { run Client(i) }
    run Operator();
    i = 0
  }
}

/* At every moment: what was acknowledged is in the log, and what was refused is not. And nobody waits for ever: spin reports a state in
 * which nothing more can happen and a client has no answer as an invalid end state. */
#define KEPT_ITS_WORD ((acked & ~inlog) == 0 && (refused & inlog) == 0)

active proctype Witness() {
end:
  do
  :: atomic { !KEPT_ITS_WORD -> assert(KEPT_ITS_WORD) }
  od
}
