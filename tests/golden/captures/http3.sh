#!/usr/bin/env bash
# Records http3.pcapng anew: HTTP/3 with its secrets in the capture: a version that nobody speaks,
# a Retry, keys updated on the way, ChaCha20, and a session that is resumed with early data. Needs
# ngtcp2-client and ngtcp2-server of Debian besides, and editcap of wireshark-common.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/http3.pcapng
files=https://$lab_host
ask=(env "SSLKEYLOGFILE=$lab_dir/keys" gtlsclient -q --no-pmtud --exit-on-all-streams-close
  "--sni=$lab_host")

lab_up
lab_certificate
mkdir "$lab_dir/web"
echo '<h1>The teapot</h1>' >"$lab_dir/web/index.html"
seq -f 'line %g of the story of a teapot' 400 >"$lab_dir/web/story.txt"
lab_serve udp 443 gtlsserver -q -V -d "$lab_dir/web" "$lab_server_ip" 443 "$lab_dir/key.pem" "$lab_dir/cert.pem"
lab_serve udp 8443 gtlsserver -q -d "$lab_dir/web" "$lab_server_ip" 8443 "$lab_dir/key.pem" "$lab_dir/cert.pem"
lab_record "$lab_dir/http3.pcap"
lab_do "${ask[@]}" -v 0x1a2a3a4a "$lab_server_ip" 443 "$files/index.html"
lab_do "${ask[@]}" --key-update=20ms --delay-stream=60ms "$lab_server_ip" 443 "$files/index.html" "$files/story.txt" "$files/nothing"
lab_do "${ask[@]}" --ciphers=NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+CHACHA20-POLY1305 \
  "$lab_server_ip" 8443 "$files/index.html"
for _ in first again; do
  lab_do "${ask[@]}" "--session-file=$lab_dir/session" "--tp-file=$lab_dir/tp" "$lab_server_ip" 8443 \
    "$files/index.html" "$files/story.txt"
done
lab_end
editcap --inject-secrets "tls,$lab_dir/keys" "$lab_dir/http3.pcap" "$out"
chmod 644 "$out"
echo "$out: $(stat -c %s "$out") bytes, SHA-256 $(sha256sum "$out" | cut -d' ' -f1)"
