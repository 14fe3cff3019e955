#!/usr/bin/env bash
# suites.sh WIREGLOSS: talks once with every cipher suite that OpenSSL has, in TLS 1.0, 1.1 and 1.2, over
# the loopback of a namespace of its own, and opens the recording with the client's key log and the
# pre-shared key. Says which requests did not come out; about a minute, as root. TLS 1.3 and what OpenSSL
# no longer speaks are in captures/.
set -euo pipefail
wiregloss=$(realpath "$1")
dir=$(mktemp -d)
net=wg$$
psk=00112233445566778899aabbccddeeff
all=ALL:COMPLEMENTOFALL:@SECLEVEL=0
trap 'kill $(jobs -p) 2>/dev/null; ip netns del $net 2>/dev/null; rm -rf "$dir"' EXIT

cd "$dir"
ip netns add $net
ip -n $net link set lo up
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=rsa -keyout rsa.key -out rsa.pem 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=ec -keyout ec.key \
  -out ec.pem 2>/dev/null
ip netns exec $net tcpdump -i lo --immediate-mode -U -w all.pcap 2>tap.log &
tap=$!
until grep -q 'listening on' tap.log 2>/dev/null; do sleep 0.1; done

port=20000
touch sent
# talk VERSION SUITE: a request whose target is the suite, listed when it was answered.
talk() {
  local server
  port=$((port + 1))
  ip netns exec $net openssl s_server -quiet -www -accept $port -cert rsa.pem -key rsa.key -dcert ec.pem \
    -dkey ec.key -cipher $all -psk $psk >/dev/null 2>&1 &
  server=$!
  until ip netns exec $net ss -Hlnt "sport = :$port" | grep -q .; do sleep 0.02; done
  (printf 'GET /%s HTTP/1.0\r\n\r\n' "$2"; sleep 0.15) |
    ip netns exec $net timeout 3 openssl s_client -quiet -connect 127.0.0.1:$port "$1" \
      -cipher "$2:@SECLEVEL=0" -psk $psk -keylogfile all.keys >answer 2>/dev/null || true
  if grep -q '200 ok' answer; then echo "$2" >>sent; fi
  kill $server
  wait $server 2>/dev/null || true
}

suites() { openssl ciphers "$1" $all | tr : '\n' | grep -v -e '^TLS_' -e SRP; }
for suite in $(suites -tls1_2); do talk -tls1_2 "$suite"; done
for version in -tls1 -tls1_1; do
  for suite in $(suites -tls1 | grep 'SHA$'); do talk $version "$suite"; done
done
kill -INT $tap
wait $tap || true

"$wiregloss" report -q -f ndjson --psk $psk --keylog all.keys all.pcap |
  sed -n '/"type":"http".*"decrypted":true/s/.*"target":"\/\([^"]*\)".*/\1/p' | sort >opened
sort -o sent sent
comm -23 sent opened | sed 's/^/not opened: /'
echo "$(comm -12 sent opened | wc -l) of $(wc -l <sent) opened"
[ -s sent ] && cmp -s sent opened
