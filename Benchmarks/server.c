// The service as prebuilt bytes, so that a measurement sees little of the server: server FILE
//
// FILE has records: a line `P NAME LENGTH` or `V ARN LENGTH`, and LENGTH bytes after it. P is the description of the
// project of this name, V the whole answer of DescribeProjectVersions for the project of this ARN. The first line of the
// output is the port on 127.0.0.1. The server ends when its standard input does.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

struct record {
    const char *key, *bytes;
    size_t keyLength, length;
};
static struct record *table;
static size_t capacity = 1 << 16;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

// The slot of a key: its record, or an empty one.
static struct record *find(const char *key, size_t length) {
    size_t hash = 14695981039346656037u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)key[i]) * 1099511628211u;
    for (size_t slot = hash & (capacity - 1);; slot = (slot + 1) & (capacity - 1)) {
        struct record *record = &table[slot];
        if (!record->key || (record->keyLength == length && !memcmp(record->key, key, length))) return record;
    }
}

static void load(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    table = calloc(capacity, sizeof *table);
    char kind, name[512];
    size_t length;
    while (fscanf(file, " %c %511s %zu", &kind, name, &length) == 3) {
        if (fgetc(file) != '\n') break;
        char *bytes = malloc(length);
        if (fread(bytes, 1, length, file) != length) fail("fread");
        char *key;
        int keyLength = asprintf(&key, "%c%s", kind, name);
        *find(key, keyLength) = (struct record){key, bytes, keyLength, length};
    }
    fclose(file);
}

static void sendAll(int client, struct iovec *parts, int count) {
    while (count > 0) {
        ssize_t sent = writev(client, parts, count);
        if (sent <= 0) return;
        while (count > 0 && (size_t)sent >= parts->iov_len) {
            sent -= parts->iov_len;
            parts++;
            count--;
        }
        if (count > 0) {
            parts->iov_base = (char *)parts->iov_base + sent;
            parts->iov_len -= sent;
        }
    }
}

// The answer to a body: the strings after the member of this kind choose the records.
static int answer(char kind, const char *body, struct iovec *parts, int most) {
    static char start[] = "{\"ProjectDescriptions\":[", comma[] = ",", end[] = "]}";
    int count = 0;
    const char *place = strstr(body, kind == 'P' ? "\"ProjectNames\"" : "\"ProjectArn\"");
    if (!place) return 0;
    place = strchr(place, ':');
    if (kind == 'P') parts[count++] = (struct iovec){start, sizeof start - 1};
    while (count < most - 3 && (place = strchr(place, '"'))) {
        const char *last = strchr(place + 1, '"');
        if (!last) break;
        char key[600];
        int length = snprintf(key, sizeof key, "%c%.*s", kind, (int)(last - place - 1), place + 1);
        struct record *record = find(key, length);
        if (record->key) {
            if (count > 1) parts[count++] = (struct iovec){comma, 1};
            parts[count++] = (struct iovec){(char *)record->bytes, record->length};
        }
        if (kind == 'V' || last[1] == ']') break;
        place = last + 1;
    }
    if (kind == 'P') parts[count++] = (struct iovec){end, sizeof end - 1};
    return count;
}

static void *serve(void *argument) {
    int client = (int)(long)argument, one = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    static const size_t size = 1 << 16;
    char *buffer = malloc(size);
    size_t filled = 0;
    for (;;) {
        char *end;
        while (buffer[filled] = 0, !(end = strstr(buffer, "\r\n\r\n"))) {
            ssize_t got = read(client, buffer + filled, size - 1 - filled);
            if (got <= 0) goto done;
            filled += got;
        }
        char *length = strcasestr(buffer, "\r\ncontent-length:");
        size_t total = end + 4 - buffer + (length && length < end ? strtoul(length + 17, NULL, 10) : 0);
        while (filled < total) {
            ssize_t got = read(client, buffer + filled, size - 1 - filled);
            if (got <= 0) goto done;
            filled += got;
        }
        buffer[filled] = 0;
        char *target = strcasestr(buffer, "\r\nx-amz-target:");
        char kind = target && strcasestr(target, "DescribeProjectVersions") ? 'V' : 'P';
        struct iovec parts[64];
        char head[200];
        int count = answer(kind, end + 4, parts + 1, 63);
        size_t sum = 0;
        for (int i = 1; i <= count; i++) sum += parts[i].iov_len;
        int headLength = snprintf(
            head, sizeof head,
            "HTTP/1.1 %s\r\ncontent-type: application/x-amz-json-1.1\r\nx-amzn-requestid: 1\r\ncontent-length: %zu\r\n\r\n",
            count ? "200 OK" : "400 Bad Request", sum);
        parts[0] = (struct iovec){head, headLength};
        sendAll(client, parts, count + 1);
        memmove(buffer, buffer + total, filled - total);
        filled -= total;
    }
done:
    free(buffer);
    close(client);
    return NULL;
}

static void *acceptAll(void *argument) {
    int listener = (int)(long)argument;
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve, (void *)(long)client)) fail("pthread_create");
        pthread_detach(thread);
    }
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 2) return 64;
    load(arguments[1]);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 128)) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    pthread_t thread;
    if (pthread_create(&thread, NULL, acceptAll, (void *)(long)listener)) fail("pthread_create");
    while (getchar() != EOF) {
    }
    return 0;
}
