#!/usr/bin/env bash
# Downloads a release of rekon, checks its digest, and prints the path of the program.
#
#     install.sh VERSION SHA256 RELEASES
#
# SHA256 is the digest of rekon-VERSION-linux-ARCH.tar.gz for the architecture of this machine (x86_64 or arm64). Take it
# from SHA256SUMS of the release, once, and keep it where only the operator writes. RELEASES is the address that holds the
# releases, such as https://github.com/OWNER/NAME/releases/download. The archive is at RELEASES/vVERSION/.
# Nothing of the archive is run, and nothing else of it is unpacked. Needs curl, tar, gzip and sha256sum.
set -euo pipefail
export LC_ALL=C

fail() {
    # %q: text from outside stays on its line.
    printf 'error: %s\n' "$1" >&2
    [ -z "${2:-}" ] || printf '  help: %s\n' "$2" >&2
    exit 1
}

[ $# -eq 3 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 64; }
# Forges show a digest with the name of its function.
version=$1 sha256=${2#sha256:} releases=${3%/}

[[ $version =~ ^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}(-[0-9A-Za-z.-]{1,64})?$ ]] ||
    fail "$(printf 'the version is %q, and must be one like 0.2.0' "$version")"
[ -n "$sha256" ] ||
    fail "version $version has no digest" "give the SHA-256 of its archive, a line of SHA256SUMS of the release"
[[ $sha256 =~ ^[0-9a-f]{64}$ ]] ||
    fail "$(printf 'the digest is %q, and must have 64 hexadecimal digits in lower case' "$sha256")"
[[ $releases == https://* ]] ||
    fail "$(printf 'the address of the releases is %q, and must begin with https://' "$releases")"
[ "$(uname -s)" = Linux ] || fail "there are releases for Linux only" "build rekon on this machine: scripts/release"
case $(uname -m) in
    x86_64) arch=x86_64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) fail "there is no release for the architecture $(uname -m)" "build rekon on this machine: scripts/release" ;;
esac
name=rekon-$version-linux-$arch
url=$releases/v$version/$name.tar.gz

# A new folder, which no other step has written.
folder=$(mktemp -d -p "${RUNNER_TEMP:-${TMPDIR:-/tmp}}" rekon.XXXXXXXXXX)
cd "$folder"

# Programs that read data from outside get no credentials and no settings of this job: only how to reach the network.
settings=("PATH=$PATH" "LC_ALL=C")
for variable in HTTPS_PROXY https_proxy NO_PROXY no_proxy CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR; do
    [ -z "${!variable:-}" ] || settings+=("$variable=${!variable}")
done
alone() { env -i "${settings[@]}" "$@"; }

# --disable comes first: no .curlrc. Redirects stay within https: GitHub's releases are on another host.
alone curl --disable --fail --silent --show-error --location --proto '=https' --tlsv1.2 --globoff \
    --max-redirs 5 --connect-timeout 30 --max-time 600 --max-filesize 268435456 --retry 3 \
    --output archive.tar.gz --url "$url" >&2 ||
    fail "$(printf 'the release could not be downloaded: %q' "$url")" "check the version, the address and the proxy"
printf '%s  archive.tar.gz\n' "$sha256" | alone sha256sum --check --strict --quiet >&2 ||
    fail "$(printf 'the downloaded file does not have the digest that was given: %q' "$url")" \
        "compare the digest with SHA256SUMS of the release, for $arch"

# The content of one member, by its exact name: no path of the archive is written, and a link has no content.
alone tar --extract --gzip --file archive.tar.gz --to-stdout --no-recursion --no-wildcards --occurrence=1 \
    "$name/bin/rekon" > rekon ||
    fail "the archive has no $name/bin/rekon"
[ -s rekon ] || fail "$name/bin/rekon in the archive is not a regular file with content"
rm archive.tar.gz
chmod 755 rekon
printf '%s\n' "$PWD/rekon"
