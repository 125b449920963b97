/* Many clients in one process: opens sockets, says what it is told to say, counts what it hears.
 *
 *   load PORT ORIGIN PLAN OPENING WORDS
 *
 * PLAN has a line per connection: source address, path, place, member's number, kind, cookies, separated by tabs. Kinds: `r`
 * reads, `s` reads and says, `d` stops reading once it is in, `f` sends WORDS without
 * ever waiting while `wait` lasts, `p` is the device of somebody who talks privately: its place is
 * `DEVICE;CONVERSATION=FRAME;...`, it says each FRAME in turn, and answers what it hears that it holds it.
 * OPENING and WORDS are files: the frames that follow the handshake (one a line, the last is answered by `joined` or
 * nothing is awaited when the file is empty) and the message. In both %P is the place, %N a number, %T a mark; of a
 * device %P is its name, %C a conversation, %F its sealed frame.
 * A mark is 16 figures of monotonic microseconds and 6 of a member's number: `~t` before it in a text is a delivery,
 * `~k` in a key an ack; privately the id is both, with `_` for `~`,
 * heard by the author's device too. Commands on standard input, an answer in JSON for each:
 *   open MOST              connect everybody, at most MOST handshakes under way
 *   run SECONDS A_SECOND NAP_MS
 *                          say A_SECOND messages a second, speakers in turn, then wait for what is still to come. With a nap
 *                          between two looks nobody sleeps on a socket: waking receivers is not charged to the server
 *   wait SECONDS           read, and answer pings
 *   quit
 * Frames' heads are read and payloads are scanned for marks; nothing is decoded.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, BATCH = 512, MARK = 22, STAMP = 16, MOST_PLACES = 20000, MOST_STEPS = 4 };
enum { SLOTS = 64, POWERS = 32, QUIET_US = 400000, DRAIN_US = 3000000, FLOOD = 64 };
enum stage { UNUSED, CONNECTING, HEAD, OPENING, READY, OVER };

typedef struct {
    char *source, *path, *place, *cookies, kind;
    int member, room, fd, stage, step, status, blank, deaf;
    unsigned head_have, mark_have;
    unsigned char head[10], kept[MARK + 1]; /* a frame's head; a mark cut by the end of a read */
    unsigned char control[128];
    unsigned control_have;
    size_t left, payload_seen;
    unsigned long owed; /* octets of the flood's block already sent */
    char **talks, **sealed; /* of a device: conversations, and what is said in each */
    int talk, talk_count;
    unsigned char told[MARK + 1]; /* the mark counted last: an item says its id twice */
} client;

typedef struct {
    unsigned long counts[POWERS * SLOTS], all;
    long most;
} histogram;

static client *clients;
static int total, *speakers, speaking, poll_fd, port, ready_count, under_way, failed, died, places, room_sizes[MOST_PLACES];
static char *origin, *opening[MOST_STEPS], *words, *place_names[MOST_PLACES];
static int steps;
static unsigned long frames, octets, deliveries, acks, errors, pings, said, expected, number;
static long run_began, last_heard;
static histogram delivered, acked;
static unsigned char flood[1 << 16];
static size_t flood_size;

static long now_us(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000000L + at.tv_nsec / 1000;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* Histogram: 64 steps to each power of two, so at most 1.6 % off. */
static void note(histogram *into, long us) {
    unsigned long value = us < 0 ? 0 : (unsigned long)us;
    int power = 0;
    while (value >> power >= SLOTS) power++;
    into->counts[(power + 1 < POWERS ? power : POWERS - 1) * SLOTS + (int)(value >> power)]++;
    into->all++;
    if (us > into->most) into->most = us;
}

static double quantile(const histogram *of, double part) {
    unsigned long seen = 0, wanted = (unsigned long)((double)of->all * part);
    for (int at = 0; at < POWERS * SLOTS; at++)
        if ((seen += of->counts[at]) > wanted) return (double)((unsigned long)(at % SLOTS) << (at / SLOTS)) / 1000;
    return (double)of->most / 1000;
}

static void print_histogram(const char *name, const histogram *of) {
    printf(",\"%s\":{\"count\":%lu,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", name, of->all,
           quantile(of, .5), quantile(of, .9), quantile(of, .99), quantile(of, .999), (double)of->most / 1000);
}

/* Ends. */
static void over(client *one) {
    if (one->stage == OVER) return;
    if (one->stage == READY)
        ready_count--, room_sizes[one->room]--, died++;
    else
        under_way--, failed++;
    one->stage = OVER;
    close(one->fd);
}

/* Writing: frames of a client are masked. */
static size_t mask_frame(unsigned char *into, int opcode, const unsigned char *payload, size_t size) {
    static unsigned seed = 2463534242u;
    size_t head = size < 126 ? 2 : 4;
    into[0] = (unsigned char)(0x80 | opcode);
    into[1] = (unsigned char)(0x80 | (size < 126 ? size : 126));
    if (head == 4) into[2] = (unsigned char)(size >> 8), into[3] = (unsigned char)size;
    seed ^= seed << 13, seed ^= seed >> 17, seed ^= seed << 5;
    memcpy(into + head, &seed, 4);
    for (size_t at = 0; at < size; at++) into[head + 4 + at] = payload[at] ^ into[head + at % 4];
    return head + 4 + size;
}

static void put(client *one, const void *data, size_t size) {
    if (send(one->fd, data, size, MSG_NOSIGNAL) != (ssize_t)size) over(one);
}

static size_t fill(char *into, const char *form, const client *one) {
    char *to = into;
    for (const char *at = form; *at; at++) {
        if (*at != '%')
            *to++ = *at;
        else
            switch (*++at) {
            case 'P': to += sprintf(to, "%s", one->place); break;
            case 'N': to += sprintf(to, "%lu", number % 2000000000 + 1); break;
            case 'T': to += sprintf(to, "%016ld%06d", now_us(), one->member); break;
            case 'C': to += sprintf(to, "%s", one->talks[one->talk]); break;
            case 'F': to += sprintf(to, "%s", one->sealed[one->talk]); break;
            }
    }
    return (size_t)(to - into);
}

static void say(client *one, const char *form) {
    char text[8192];
    unsigned char frame[8192 + 16];
    number++;
    size_t size = fill(text, form, one);
    put(one, frame, mask_frame(frame, 1, (unsigned char *)text, size));
}

/* Reading. */
static void is_ready(client *one) {
    under_way--, ready_count++, room_sizes[one->room]++;
    one->stage = READY;
    one->deaf = one->kind == 'd';
    struct epoll_event event = {.data.ptr = one};
    event.events = one->deaf ? 0 : EPOLLIN;
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, one->fd, &event);
}

static void take_step(client *one) {
    if (one->step == steps)
        is_ready(one);
    else
        one->stage = OPENING, say(one, opening[one->step++]);
}

/* Sealed frames, to a device: {"t":"frames","n":0,"conversation":"...","after":1,"upto":2,... */
static int is_frames(const client *one) {
    return one->kind == 'p' && one->control_have > 12 && !memcmp(one->control + 6, "frames", 6);
}

static void hold(client *one) {
    char text[256], conversation[64];
    unsigned char frame[256 + 16];
    long upto = 0;
    one->control[one->control_have] = 0;
    char *name = strstr((char *)one->control, "\"conversation\":\""), *order = strstr((char *)one->control, "\"upto\":");
    if (!name || !order || sscanf(name + 16, "%63[^\"]", conversation) != 1 || sscanf(order + 7, "%ld", &upto) != 1) die("frames");
    int size = sprintf(text, "{\"t\":\"private.ack\",\"n\":%lu,\"conversation\":\"%s\",\"order\":%ld}",
                       ++number % 2000000000 + 1, conversation, upto);
    put(one, frame, mask_frame(frame, 1, (unsigned char *)text, (size_t)size));
}

static void count_mark(client *one, const unsigned char *mark) {
    long stamp = 0, member = 0;
    for (int at = 1; at <= STAMP; at++) stamp = stamp * 10 + mark[at] - '0';
    for (int at = STAMP + 1; at <= MARK; at++) member = member * 10 + mark[at] - '0';
    long at = now_us();
    if (stamp < run_began) return;
    last_heard = at;
    int is_given = is_frames(one);
    if (is_given && !memcmp(one->told, mark, MARK + 1)) return;
    if (is_given) memcpy(one->told, mark, MARK + 1);
    if (mark[0] == 'k' && !is_given)
        acks++, note(&acked, at - stamp);
    else if (deliveries++, member != one->member)
        note(&delivered, at - stamp);
}

/* Look for marks in a piece of payload; a mark may be cut between two pieces. */
static void scan(client *one, const unsigned char *data, size_t size) {
    const unsigned char *at = data, *end = data + size;
    while (at < end) {
        if (one->mark_have == 0) {
            at = memchr(at, one->kind == 'p' ? '_' : '~', (size_t)(end - at));
            if (!at) return;
            at++, one->mark_have = 1;
        }
        while (at < end && one->mark_have) {
            unsigned char next = *at++;
            one->kept[one->mark_have - 1] = next;
            int fits = one->mark_have == 1 ? next == 't' || next == 'k' : next >= '0' && next <= '9';
            one->mark_have = fits ? one->mark_have + 1 : 0;
            if (one->mark_have == MARK + 2) count_mark(one, one->kept), one->mark_have = 0;
        }
    }
}

static void frame_begins(client *one) {
    frames++;
    one->control_have = 0, one->payload_seen = 0, one->mark_have = 0;
}

static void frame_ends(client *one) {
    unsigned char frame[160];
    one->head_have = 0;
    if ((one->head[0] & 0x0F) == 9) {
        pings++;
        put(one, frame, mask_frame(frame, 10, one->control, one->control_have));
    } else if ((one->head[0] & 0x0F) == 8)
        over(one);
    else if (one->stage == OPENING && one->step < steps)
        take_step(one);
    else if (is_frames(one))
        hold(one);
}

/* The first octets of a payload tell an error and the answer to the last step: {"t":"error", {"t":"joined", {"t":"device". */
static void look(client *one, const unsigned char *data, size_t size) {
    for (; size && one->control_have < 125; size--) one->control[one->control_have++] = *data++;
    if (one->payload_seen > 7 || one->control_have < 8 || (one->head[0] & 0x0F) != 1) return;
    one->payload_seen = 8;
    if (!memcmp(one->control + 6, "er", 2)) {
        errors++;
        if (errors < 4) fprintf(stderr, "load: refused: %.*s\n", (int)one->control_have, one->control);
        if (one->stage == OPENING) over(one);
    } else if (one->stage == OPENING && one->step == steps && !memcmp(one->control + 6, one->kind == 'p' ? "de" : "jo", 2))
        is_ready(one);
}

static size_t head_size(const client *one) {
    if (one->head_have < 2) return 2;
    unsigned size = one->head[1] & 0x7F;
    return size < 126 ? 2 : size == 126 ? 4 : 10;
}

static void read_frames(client *one, const unsigned char *data, size_t size) {
    while (size && one->stage != OVER && !one->deaf) {
        if (one->left == 0) {
            one->head[one->head_have++] = *data++, size--;
            size_t wanted = head_size(one);
            if (one->head_have < wanted || one->head_have < 2) continue;
            for (size_t at = 2; at < wanted; at++) one->left = one->left << 8 | one->head[at];
            if (wanted == 2) one->left = one->head[1] & 0x7F;
            frame_begins(one);
            if (one->left == 0) frame_ends(one);
            continue;
        }
        size_t part = size < one->left ? size : one->left;
        look(one, data, part);
        scan(one, data, part);
        data += part, size -= part, one->left -= part;
        if (one->left == 0 && one->stage != OVER) frame_ends(one);
    }
}

static void read_head(client *one, const unsigned char *data, size_t size) {
    for (size_t at = 0; at < size; at++) {
        if (one->head_have < 12) one->head_have++, one->status = data[at] >= '0' && data[at] <= '9' ? one->status * 10 + data[at] - '0' : 0;
        if (data[at] == '\r' || data[at] == '\n')
            one->blank++;
        else
            one->blank = 0;
        if (one->blank < 4) continue;
        if (one->status != 101) {
            if (failed < 4) fprintf(stderr, "load: handshake answered %d\n", one->status);
            over(one);
            return;
        }
        one->head_have = 0;
        take_step(one);
        read_frames(one, data + at + 1, size - at - 1);
        return;
    }
}

static void ask(client *one) {
    char head[2048];
    int size = snprintf(head, sizeof head,
                        "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        "Sec-WebSocket-Protocol: palabre.1\r\nCookie: %s\r\n\r\n",
                        one->path, origin, origin, one->cookies);
    one->stage = HEAD;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, one->fd, &event);
    put(one, head, (size_t)size);
}

static void flood_on(client *one) {
    for (int turn = 0; turn < 4; turn++) {
        ssize_t sent = send(one->fd, flood + one->owed, flood_size - one->owed, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) over(one);
        if (sent <= 0) return;
        one->owed = (one->owed + (size_t)sent) % flood_size;
        said += (size_t)sent * FLOOD / flood_size;
    }
}

static void hear(client *one, unsigned what) {
    static unsigned char buffer[BUFFER];
    if (one->stage == OVER) return;
    if (one->stage == CONNECTING) {
        if (what & (EPOLLERR | EPOLLHUP))
            over(one);
        else
            ask(one);
        return;
    }
    if (what & EPOLLOUT && one->kind == 'f' && one->stage == READY) flood_on(one);
    if (one->stage == OVER || !(what & ~(unsigned)EPOLLOUT)) return;
    if (one->deaf) { /* only its end is seen */
        over(one);
        return;
    }
    ssize_t got = recv(one->fd, buffer, BUFFER, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        over(one);
        return;
    }
    octets += (unsigned long)got;
    (one->stage == HEAD ? read_head : read_frames)(one, buffer, (size_t)got);
}

/* Serve what is ready; true when a command waits. */
static int turn(int timeout_ms) {
    struct epoll_event events[BATCH];
    int ready = epoll_wait(poll_fd, events, BATCH, timeout_ms), told = 0;
    for (int at = 0; at < ready; at++)
        if (events[at].data.ptr)
            hear(events[at].data.ptr, events[at].events);
        else
            told = 1;
    return told;
}

/* Commands. */
static void begin(client *one) {
    int on = 1;
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, one->source, &from.sin_addr);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (one->fd < 0) die("socket");
    setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(one->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(one->fd, (struct sockaddr *)&from, sizeof from)) die("bind");
    if (connect(one->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) die("connect");
    one->stage = CONNECTING, under_way++;
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = one};
    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, one->fd, &event)) die("epoll_ctl");
}

static void reset(void) {
    frames = octets = deliveries = acks = errors = pings = said = expected = 0;
    died = 0;
    memset(&delivered, 0, sizeof delivered);
    memset(&acked, 0, sizeof acked);
    run_began = last_heard = now_us();
}

static void report(const char *what, long began) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                 (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    printf("{\"did\":\"%s\",\"seconds\":%.4f,\"ready\":%d,\"failed\":%d,\"died\":%d,\"said\":%lu,\"acks\":%lu,"
           "\"errors\":%lu,\"expected\":%lu,\"deliveries\":%lu,\"frames\":%lu,\"octets\":%lu,\"pings\":%lu,\"own_cpu_s\":%.3f",
           what, (double)(now_us() - began) / 1e6, ready_count, failed, died, said, acks, errors, expected, deliveries,
           frames, octets, pings, cpu);
    print_histogram("delivery_ms", &delivered);
    print_histogram("ack_ms", &acked);
    printf("}\n");
    fflush(stdout);
}

static void do_open(int most) {
    long began = now_us();
    reset();
    failed = 0;
    for (int next = 0; next < total || under_way > 0;) {
        while (next < total && under_way < most) begin(&clients[next++]);
        turn(1000);
    }
    report("open", began);
}

static client *next_speaker(void) {
    static int speaker;
    for (int tried = 0; tried < speaking; tried++) {
        client *one = &clients[speakers[speaker++ % speaking]];
        if (one->stage == READY) return one;
    }
    fprintf(stderr, "load: nobody is left to speak\n");
    exit(1);
}

static void do_run(double seconds, double a_second, double nap_ms) {
    reset();
    long began = run_began, length = (long)(seconds * 1e6);
    unsigned long planned = (unsigned long)(seconds * a_second);
    for (long at = began; at < began + length || said < planned; at = now_us()) {
        unsigned long due = (unsigned long)((double)(at - began) * a_second / 1e6);
        for (; said < due && said < planned; said++) {
            client *one = next_speaker();
            expected += one->kind == 'p' ? 2 : (unsigned long)room_sizes[one->room];
            say(one, words);
            if (one->kind == 'p') one->talk = (one->talk + 1) % one->talk_count;
        }
        if (nap_ms > 0) usleep((unsigned)(nap_ms * 1000));
        turn(nap_ms > 0 ? 0 : a_second > 50 ? 1 : 5);
    }
    long ended = now_us();
    while ((deliveries < expected || (steps && acks + errors < said)) && now_us() - last_heard < DRAIN_US) {
        if (nap_ms > 0) usleep((unsigned)(nap_ms * 1000));
        turn(nap_ms > 0 ? 0 : 20);
    }
    for (long until = now_us() + QUIET_US / 8; now_us() < until;) turn(10);
    report("run", now_us() - (ended - began));
}

static void let_flood(unsigned events) {
    for (int at = 0; at < total; at++) {
        struct epoll_event event = {.events = events, .data.ptr = &clients[at]};
        if (clients[at].kind == 'f' && clients[at].stage == READY) epoll_ctl(poll_fd, EPOLL_CTL_MOD, clients[at].fd, &event);
    }
}

static void do_wait(double seconds) {
    reset();
    let_flood(EPOLLIN | EPOLLOUT);
    for (long until = run_began + (long)(seconds * 1e6); now_us() < until;) turn(50);
    let_flood(EPOLLIN);
    report("wait", run_began);
}

static char *slurp(const char *name) {
    FILE *file = fopen(name, "r");
    if (!file) die(name);
    char *text = calloc(1, 65536);
    if (fread(text, 1, 65535, file) == 0 && ferror(file)) die(name);
    fclose(file);
    return text;
}

static int place_number(char *name) {
    if (places && !strcmp(place_names[places - 1], name)) return places - 1; /* plans go room by room */
    for (int at = 0; at < places; at++)
        if (!strcmp(place_names[at], name)) return at;
    if (places == MOST_PLACES) die("too many places");
    place_names[places] = name;
    return places++;
}

/* DEVICE;CONVERSATION=FRAME;... of a device: its name stays its place. */
static void read_talks(client *one) {
    char *rest = one->place;
    one->place = strsep(&rest, ";");
    for (char *talk; rest && (talk = strsep(&rest, ";")); one->talk_count++) {
        one->talks = realloc(one->talks, (size_t)(one->talk_count + 1) * sizeof *one->talks);
        one->sealed = realloc(one->sealed, (size_t)(one->talk_count + 1) * sizeof *one->sealed);
        one->talks[one->talk_count] = strsep(&talk, "="), one->sealed[one->talk_count] = talk;
    }
}

static void read_plan(const char *name) {
    FILE *file = fopen(name, "r");
    if (!file) die(name);
    size_t room_for = 0, have = 0;
    char *line = NULL;
    size_t length = 0;
    while (getline(&line, &length, file) > 0) {
        if (have == room_for) {
            room_for = room_for ? room_for * 2 : 256;
            clients = realloc(clients, room_for * sizeof *clients);
        }
        client *one = memset(&clients[have++], 0, sizeof *clients);
        char *rest = strdup(line);
        one->source = strsep(&rest, "\t"), one->path = strsep(&rest, "\t"), one->place = strsep(&rest, "\t");
        one->member = atoi(strsep(&rest, "\t")), one->kind = *strsep(&rest, "\t"), one->cookies = strsep(&rest, "\n");
        if (one->kind == 'p') read_talks(one);
        one->room = place_number(one->place);
    }
    total = (int)have;
    fclose(file);
    speakers = calloc(have + 1, sizeof *speakers);
    for (int at = 0; at < total; at++)
        if (clients[at].kind == 's' || clients[at].kind == 'p') speakers[speaking++] = at;
}

static void prepare_flood(void) {
    char text[2048];
    for (int at = 0; at < FLOOD && total; at++) {
        size_t size = fill(text, words, &clients[0]);
        flood_size += mask_frame(flood + flood_size, 1, (unsigned char *)text, size > 900 ? 900 : size);
    }
}

int main(int argc, char **argv) {
    if (argc != 6) return fprintf(stderr, "usage: load PORT ORIGIN PLAN OPENING WORDS\n"), 2;
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    port = atoi(argv[1]), origin = argv[2];
    read_plan(argv[3]);
    char *text = slurp(argv[4]);
    for (char *line; steps < MOST_STEPS && (line = strsep(&text, "\n"));)
        if (*line) opening[steps++] = line;
    words = strsep(&(char *){slurp(argv[5])}, "\n");
    poll_fd = epoll_create1(0);
    prepare_flood();
    char command[256];
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &event);
    for (;;) {
        double first = 0, second = 0, third = 0;
        char verb[16] = "";
        while (!turn(1000)) continue;
        ssize_t got = read(0, command, sizeof command - 1);
        if (got <= 0) break;
        command[got] = 0;
        sscanf(command, "%15s %lf %lf %lf", verb, &first, &second, &third);
        if (!strcmp(verb, "open")) do_open((int)first);
        else if (!strcmp(verb, "run")) do_run(first, second, third);
        else if (!strcmp(verb, "wait")) do_wait(first);
        else break;
    }
    return 0;
}
