// What a program cannot do without, as a limit for rekon:
//
//   limit version          prints a line
//   limit validate FILE... reads the events of libyaml
//   limit plan PORT FILE.. reads the events, makes the calls of a plan one after the other, and looks once at each byte
//                          of the answers: the members, strings and numbers of JSON, with nothing kept
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

static char **projects;
static size_t projectCount;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

// Reads all events of a file, and keeps the ARN of its project.
static void readEvents(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_file(&parser, file);
    int done = 0, isProject = 0;
    while (!done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            fprintf(stderr, "%s: %s\n", path, parser.problem);
            exit(1);
        }
        done = event.type == YAML_STREAM_END_EVENT;
        if (event.type == YAML_SCALAR_EVENT) {
            const char *value = (const char *)event.data.scalar.value;
            if (isProject) {
                projects = realloc(projects, (projectCount + 1) * sizeof *projects);
                projects[projectCount++] = strdup(value);
            }
            isProject = !strcmp(value, "project") && event.start_mark.column == 0;
        }
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    fclose(file);
}

// Looks at each byte of a JSON text once. Returns the number of values, or 0 if it is cut off.
static size_t pass(const char *text, size_t length) {
    size_t values = 0, depth = 0;
    for (const char *place = text, *end = text + length; place < end; place++) {
        switch (*place) {
        case '"':
            for (place++; place < end && *place != '"'; place++)
                if (*place == '\\') place++;
            values++;
            break;
        case '{':
        case '[': depth++; break;
        case '}':
        case ']': depth--; break;
        case '-': case '0' ... '9': case 't': case 'f': case 'n':
            while (place + 1 < end && !strchr(",]}", place[1])) place++;
            values++;
        }
    }
    return depth ? 0 : values;
}

static char *buffer;
static size_t room = 1 << 16;

// One call: the answer's body is passed over.
static void call(int server, const char *operation, const char *body) {
    // As long as the headers that rekon signs.
    static const char headers[] =
        "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-amz-json-1.1\r\nx-amz-date: 20260101T000000Z\r\n"
        "authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/rekognition/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
        "0000000000000000000000000000000000000000000000000000000000000000\r\n";
    char *request;
    int length = asprintf(
        &request, "%sx-amz-target: RekognitionService.%s\r\ncontent-length: %zu\r\n\r\n%s", headers, operation,
        strlen(body), body);
    if (write(server, request, length) != length) fail("write");
    free(request);
    size_t filled = 0, total = 0;
    char *end = NULL;
    while (!end || filled < total) {
        if (filled + 1 >= room) buffer = realloc(buffer, room *= 2);
        ssize_t got = read(server, buffer + filled, room - 1 - filled);
        if (got <= 0) fail("read");
        filled += got;
        buffer[filled] = 0;
        if (!end && (end = strstr(buffer, "\r\n\r\n"))) {
            end += 4;
            total = end - buffer + strtoul(strcasestr(buffer, "content-length:") + 15, NULL, 10);
            size_t head = end - buffer;
            if (total + 1 > room) buffer = realloc(buffer, room = total + 1);
            end = buffer + head;
        }
    }
    if (!pass(end, total - (end - buffer))) {
        fprintf(stderr, "%s: no JSON\n", operation);
        exit(1);
    }
}

static void makeCalls(int port) {
    int server = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
    if (connect(server, (struct sockaddr *)&address, sizeof address)) fail("connect");
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    buffer = malloc(room);
    char body[8192];
    // DescribeProjects takes ten names.
    for (size_t first = 0; first < projectCount; first += 10) {
        int length = sprintf(body, "{\"ProjectNames\":[");
        for (size_t i = first; i < projectCount && i < first + 10; i++) {
            const char *name = strchr(projects[i], '/') + 1;
            length += sprintf(body + length, "%s\"%.*s\"", i > first ? "," : "", (int)strcspn(name, "/"), name);
        }
        sprintf(body + length, "]}");
        call(server, "DescribeProjects", body);
    }
    for (size_t i = 0; i < projectCount; i++) {
        sprintf(body, "{\"MaxResults\":100,\"ProjectArn\":\"%s\"}", projects[i]);
        call(server, "DescribeProjectVersions", body);
    }
}

int main(int count, char **arguments) {
    const char *mode = count > 1 ? arguments[1] : "";
    if (!strcmp(mode, "version")) return puts("limit 1.0") < 0;
    int isPlan = !strcmp(mode, "plan");
    if (!isPlan && strcmp(mode, "validate")) return 64;
    for (int i = 2 + isPlan; i < count; i++) readEvents(arguments[i]);
    if (isPlan) makeCalls(atoi(arguments[2]));
    printf("%zu projects\n", projectCount);
    return 0;
}
