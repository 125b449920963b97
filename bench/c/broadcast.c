/* The baseline of fan-out: the least a WebSocket server can do. One thread, one epoll, one send per member.
 *
 *   broadcast PORT
 *
 * A client asks for GET /NUMBER and is in the room of that number; every text frame it sends goes to everyone of the
 * room, itself included, as it stands. No session, no store, no judging, no heartbeat, no coalescing, no check of UTF-8:
 * what is left is what the kernel asks. It answers every handshake with the same Accept, which the load does not read.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_FDS = 65536, MOST_ROOMS = 8192, HELD = 8192, BATCH = 512 };

typedef struct {
    int open, room, slot, have;
    unsigned char held[HELD]; /* what is read and not yet whole */
} client;

typedef struct {
    int *members, count, space;
} room;

static client *clients[MOST_FDS];
static room rooms[MOST_ROOMS];
static int poll_fd;

static const char ANSWER[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void enter(int fd, client *one, int number) {
    room *here = &rooms[number];
    if (here->count == here->space) {
        here->space = here->space ? here->space * 2 : 4;
        here->members = realloc(here->members, sizeof(int) * (size_t)here->space);
        if (!here->members) die("realloc");
    }
    one->open = 1, one->room = number, one->slot = here->count;
    here->members[here->count++] = fd;
}

static void part(int fd) {
    client *one = clients[fd];
    if (one->open) {
        room *here = &rooms[one->room];
        int last = here->members[--here->count];
        here->members[one->slot] = last;
        clients[last]->slot = one->slot;
    }
    free(one);
    clients[fd] = NULL;
    close(fd);
}

static void broadcast(int number, const unsigned char *payload, size_t size) {
    unsigned char frame[HELD + 4];
    size_t head = size < 126 ? 2 : 4;
    frame[0] = 0x81;
    frame[1] = size < 126 ? (unsigned char)size : 126;
    if (head == 4) frame[2] = (unsigned char)(size >> 8), frame[3] = (unsigned char)size;
    memcpy(frame + head, payload, size);
    room *here = &rooms[number];
    for (int at = here->count - 1; at >= 0; at--)
        if (send(here->members[at], frame, head + size, MSG_NOSIGNAL) != (ssize_t)(head + size)) part(here->members[at]);
}

/* Take one frame of what is held; returns the octets it took, 0 when it is not whole. */
static size_t take_frame(client *one) {
    unsigned char *held = one->held;
    size_t have = (size_t)one->have;
    if (have < 6) return 0;
    size_t size = held[1] & 0x7F, head = 6;
    if (size == 126) {
        if (have < 8) return 0;
        size = (size_t)held[2] << 8 | held[3], head = 8;
    }
    if (have < head + size) return 0;
    for (size_t at = 0; at < size; at++) held[head + at] ^= held[head - 4 + at % 4];
    if ((held[0] & 0x0F) == 1) broadcast(one->room, held + head, size);
    return head + size;
}

static size_t take_handshake(int fd, client *one) {
    unsigned char *end = memmem(one->held, (size_t)one->have, "\r\n\r\n", 4);
    if (!end) return 0;
    enter(fd, one, atoi((char *)one->held + 5) % MOST_ROOMS);
    if (send(fd, ANSWER, sizeof ANSWER - 1, MSG_NOSIGNAL) < 0) perror("send");
    return (size_t)(end + 4 - one->held);
}

/* Returns whether the client is still one. */
static int hear(int fd, client *one) {
    ssize_t got = recv(fd, one->held + one->have, HELD - (size_t)one->have, 0);
    if (got <= 0) return got < 0 && errno == EAGAIN;
    one->have += (int)got;
    for (;;) {
        size_t took = one->open ? take_frame(one) : take_handshake(fd, one);
        if (clients[fd] != one) return 1; /* its own broadcast found it gone */
        if (!took) return one->have < HELD;
        one->have -= (int)took;
        memmove(one->held, one->held + took, (size_t)one->have);
    }
}

static void welcome(int listening) {
    int fd, on = 1;
    while ((fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MOST_FDS || !(clients[fd] = calloc(1, sizeof(client)))) die("too many clients");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
    }
}

static int listen_on(int port) {
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listening, (struct sockaddr *)&address, sizeof address) || listen(listening, 4096)) die("listen");
    return listening;
}

int main(int argc, char **argv) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    int listening = listen_on(atoi(argc > 1 ? argv[1] : "0"));
    poll_fd = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listening}, events[BATCH];
    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, listening, &event)) die("epoll_ctl");
    puts("listening"), fflush(stdout);
    for (;;) {
        int ready = epoll_wait(poll_fd, events, BATCH, -1);
        for (int at = 0; at < ready; at++) {
            int fd = events[at].data.fd;
            if (fd == listening)
                welcome(listening);
            else if (clients[fd] && !hear(fd, clients[fd]))
                part(fd);
        }
    }
}
