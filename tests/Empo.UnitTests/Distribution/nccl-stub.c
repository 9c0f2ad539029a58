/* NCCL's functions between the threads of one process and in host memory: it proves signatures, the id by value and the grouping of
   messages, and moves the bytes. A stream and an event of CUDA's driver prove that every group of messages follows what was computed
   before it, and that it is waited for. Compiled by the tests where a C compiler is there. */
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef struct { char internal[128]; } ncclUniqueId;
typedef struct Message { char *data; size_t length; struct Message *next; } Message;
typedef struct { int rank, size, open; struct { void *at; size_t length; int from; } wanted[64]; int count; } Communicator;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static Message *boxes[16][16];
static __thread Communicator *grouped;
static __thread int depth;

typedef struct { int followed, queries; } Stream;
typedef struct { int recorded; } Event;

int cuStreamCreate(Stream **stream, unsigned flags) { *stream = calloc(1, sizeof **stream); return flags == 1 ? 0 : 1; }
int cuEventCreate(Event **event, unsigned flags) { *event = calloc(1, sizeof **event); return flags == 2 ? 0 : 1; }
int cuEventRecord(Event *event, void *stream) { event->recorded = 1; return stream == NULL ? 0 : 1; }
int cuStreamWaitEvent(Stream *stream, Event *event, unsigned flags) {
  stream->followed = event->recorded; event->recorded = 0; stream->queries = 2;
  return flags == 0 ? 0 : 1;
}
int cuStreamQuery(Stream *stream) { return stream->queries > 0 && stream->queries-- > 0 ? 600 : 0; }
int cuEventDestroy_v2(Event *event) { free(event); return 0; }
int cuStreamDestroy_v2(Stream *stream) { free(stream); return 0; }

const char *ncclGetErrorString(int code) { return code == 4 ? "invalid argument" : code == 5 ? "invalid usage" : "no error"; }

int ncclGetUniqueId(ncclUniqueId *id) {
  for (int i = 0; i < 128; i++) id->internal[i] = (char)(7 * i + 1);
  return 0;
}

int ncclCommInitRank(void **communicator, int size, ncclUniqueId id, int rank) {
  for (int i = 0; i < 128; i++) if (id.internal[i] != (char)(7 * i + 1)) return 4;
  if (rank < 0 || rank >= size || size > 16) return 4;
  Communicator *made = calloc(1, sizeof *made);
  made->rank = rank; made->size = size; made->open = 1;
  *communicator = made;
  return 0;
}

int ncclCommDestroy(Communicator *c) { free(c); return 0; }
int ncclCommAbort(Communicator *c) { c->open = 0; return 0; }
int ncclCommGetAsyncError(Communicator *c, int *code) { *code = c->open ? 0 : 5; return 0; }
int ncclGroupStart(void) { depth++; return 0; }

int ncclSend(const void *data, size_t count, int type, int to, Communicator *c, Stream *stream) {
  if (depth != 1 || type != 1 || !stream || !stream->followed || to < 0 || to >= c->size || to == c->rank) return 4;
  grouped = c;
  Message *message = malloc(sizeof *message);
  message->data = malloc(count); message->length = count; message->next = NULL;
  memcpy(message->data, data, count);
  pthread_mutex_lock(&lock);
  Message **last = &boxes[c->rank][to];
  while (*last) last = &(*last)->next;
  *last = message;
  pthread_cond_broadcast(&arrived);
  pthread_mutex_unlock(&lock);
  return 0;
}

int ncclRecv(void *data, size_t count, int type, int from, Communicator *c, Stream *stream) {
  if (depth != 1 || type != 1 || !stream || !stream->followed || from < 0 || from >= c->size || from == c->rank || c->count == 64) return 4;
  grouped = c;
  c->wanted[c->count].at = data; c->wanted[c->count].length = count; c->wanted[c->count].from = from;
  c->count++;
  return 0;
}

int ncclGroupEnd(void) {
  Communicator *c = grouped;
  depth--; grouped = NULL;
  if (!c) return 0;
  int code = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < c->count; i++) {
    Message **box = &boxes[c->wanted[i].from][c->rank];
    while (!*box) pthread_cond_wait(&arrived, &lock);
    Message *message = *box;
    *box = message->next;
    if (message->length != c->wanted[i].length) code = 5;
    else memcpy(c->wanted[i].at, message->data, message->length);
    free(message->data); free(message);
  }
  c->count = 0;
  pthread_mutex_unlock(&lock);
  return code;
}
