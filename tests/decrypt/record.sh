#!/usr/bin/env bash
# record.sh [NAME...]: records captures/NAME.pcap anew, with what opens it (NAME.keys, or NAME.pem) and
# what the client says it sent (NAME.sent). Needs gnutls-bin, nghttp2-server, ngtcp2-client and
# ngtcp2-server of Debian beside what captures/lab/lab.sh asks for.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
names=(early-data key-update retry resumption-12 resumption-13 cbc cbc-then-mac ccm8 chacha20 rc4 mutual h2 h3 wss)

if [ "${1-}" != one ]; then
  for name in "${@:-${names[@]}}"; do "$here/record.sh" one "$name" || exit 1; done
  exit
fi
. "$here/../../captures/lab/lab.sh"
name=$2
out=$here/captures/$name
rm -f "$out".{pcap,keys,pem,sent}

server=(openssl s_server -accept 443 -cert "$lab_dir/cert.pem" -key "$lab_dir/key.pem")
client=(openssl s_client -connect "$lab_server_ip:443" -servername "$lab_host" -keylogfile "$out.keys")

# ask CURL-ARGUMENT...: curl's request lines, as it logs them.
ask() {
  lab_do env SSLKEYLOGFILE="$out.keys" curl -sSv -k -o /dev/null --no-progress-meter \
    --resolve "$lab_host:443:$lab_server_ip" "$@"
  sed -n 's/^> \([A-Z]* [^ ]*\) HTTP.*/\1/p' "$lab_dir/client.log" >>"$out.sent"
}

# page PATH: a request, and its line in the log.
page() {
  echo "GET $1" >>"$out.sent"
  printf 'GET %s HTTP/1.1\r\nHost: %s\r\n\r\n' "$1" "$lab_host"
}

# type_in SECONDS TEXT ...: what a person types, after a while each.
type_in() {
  while [ $# -gt 0 ]; do
    sleep "$1"
    printf '%s' "$2"
    shift 2
  done
}

# named_fields: request lines, from pseudo-header fields in the client's log.
named_fields() {
  sed -n 's/^.*\[:\(method\|path\): \(.*\)\]$/\1 \2/p' "$lab_dir/client.log" |
    awk '$1 == "method" { method = $2 } $1 == "path" { print method, $2 }' >"$out.sent"
}

early_data() {
  lab_serve tcp 443 bash -c 'sleep 30 | "$@"' - "${server[@]}" -early_data -no_anti_replay
  lab_record "$out.pcap"
  page /early >"$lab_dir/early"
  lab_do bash -c '(sleep 0.8; echo Q) | "$@"' - "${client[@]}" -sess_out "$lab_dir/session"
  lab_do bash -c '(sleep 0.8; echo Q) | "$@"' - "${client[@]}" -sess_in "$lab_dir/session" \
    -early_data "$lab_dir/early"
}

key_update() {
  lab_serve tcp 443 bash -c 'sleep 30 | "$@"' - "${server[@]}"
  lab_record "$out.pcap"
  page /before >"$lab_dir/before"
  page /after >"$lab_dir/after"
  page /later >"$lab_dir/later"
  lab_do bash -c 'cd "$1"; shift; (sleep 0.6; cat before; sleep 0.4; echo K; sleep 0.4; cat after; sleep 0.4
    echo k; sleep 0.4; cat later; sleep 0.4; echo Q) | "$@"' - "$lab_dir" "${client[@]}"
}

retry() {
  lab_serve tcp 443 "${server[@]}" -www -groups P-384
  lab_record "$out.pcap"
  ask --curves X25519:P-384 "https://$lab_host/retried"
}

resumption() { # VERSION
  lab_serve tcp 443 "${server[@]}" -www
  lab_record "$out.pcap"
  ask --tls-max "$1" -H 'Connection: close' "https://$lab_host/first" "https://$lab_host/second"
}

suite() { # SERVER-OPTIONS CIPHER
  local -a options
  read -ra options <<<"$1"
  lab_serve tcp 443 "${server[@]}" -www -cipher "$2" "${options[@]}"
  lab_record "$out.pcap"
  ask --tls-max 1.2 --ciphers "$2" "https://$lab_host/suite"
}

ccm8() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7300 \
    -subj "/CN=$lab_host" -keyout "$lab_dir/key.pem" -out "$lab_dir/cert.pem" 2>/dev/null
  suite '' ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0
}

rc4() {
  local all='NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+ARCFOUR-128:-KX-ALL:+RSA'
  lab_serve tcp 443 gnutls-serv --http -p 443 --priority "$all" --x509certfile "$lab_dir/cert.pem" \
    --x509keyfile "$lab_dir/key.pem"
  lab_record "$out.pcap"
  page /rc4 >"$lab_dir/page"
  lab_do bash -c '(sleep 0.3; cat "$1"; sleep 0.5) | gnutls-cli --insecure --priority "$2" -p 443 "$3"' \
    - "$lab_dir/page" "$all" "$lab_server_ip"
  cp "$lab_dir/key.pem" "$out.pem"
}

mutual() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 7300 -subj '/O=Wiregloss Lab/CN=alice' \
    -keyout "$lab_dir/alice.key" -out "$lab_dir/alice.pem" 2>/dev/null
  lab_serve tcp 443 "${server[@]}" -www -Verify 1 -CAfile "$lab_dir/alice.pem"
  lab_record "$out.pcap"
  ask --cert "$lab_dir/alice.pem" --key "$lab_dir/alice.key" "https://$lab_host/account"
}

h2() {
  echo '<title>Tea</title>' >"$lab_dir/tea.html"
  seq 3000 >"$lab_dir/numbers.txt"
  lab_serve tcp 443 nghttpd -d "$lab_dir" 443 "$lab_dir/key.pem" "$lab_dir/cert.pem"
  lab_record "$out.pcap"
  ask --http2 --parallel "https://$lab_host/tea.html" -o /dev/null "https://$lab_host/numbers.txt"
  named_fields
}

h3() {
  mkdir "$lab_dir/www"
  echo '<title>Tea</title>' >"$lab_dir/www/tea.html"
  seq 3000 >"$lab_dir/www/numbers.txt"
  lab_serve udp 443 gtlsserver -q -d "$lab_dir/www" 0.0.0.0 443 "$lab_dir/key.pem" "$lab_dir/cert.pem"
  lab_record "$out.pcap"
  lab_do env SSLKEYLOGFILE="$out.keys" gtlsclient --exit-on-all-streams-close --sni="$lab_host" --no-quic-dump \
    "$lab_server_ip" 443 "https://$lab_host/tea.html" "https://$lab_host/numbers.txt"
  named_fields
}

wss() {
  lab_serve tcp 443 "$lab_python" "$here/wss.py" serve "$lab_server_ip" 443 "$lab_dir/cert.pem" "$lab_dir/key.pem"
  lab_record "$out.pcap"
  lab_do "$lab_python" "$here/wss.py" talk "$lab_server_ip" 443 "$out.keys"
  cp "$lab_dir/client.log" "$out.sent"
}

lab_up
lab_certificate
case $name in
  early-data) early_data ;;
  key-update) key_update ;;
  retry) retry ;;
  resumption-12) resumption 1.2 ;;
  resumption-13) resumption 1.3 ;;
  cbc) suite -no_etm ECDHE-RSA-AES128-SHA256 ;;
  cbc-then-mac) suite '' ECDHE-RSA-AES128-SHA256 ;;
  ccm8) ccm8 ;;
  chacha20) suite '' ECDHE-RSA-CHACHA20-POLY1305 ;;
  rc4) rc4 ;;
  mutual) mutual ;;
  h2) h2 ;;
  h3) h3 ;;
  wss) wss ;;
  *) echo "record.sh: no such recording: $name" >&2; exit 2 ;;
esac
lab_end
